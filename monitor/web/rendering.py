"""Render the pages: templates with the layout that all of them share."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from monitor.digest.render.chart import bars
from monitor.digest.render.clean import one_line, safe_url
from monitor.digest.render.in_words import names, plural
from monitor.digest.render.lang import tagged
from monitor.digest.render.locale_names import language_name
from monitor.digest.render.locale_names import moment as local_moment
from monitor.evaluation.report_html import percent
from monitor.models import Config, mask_secrets
from monitor.web.charts import interval
from monitor.web.security import ACCESS, CSRF_FIELD, STATIC, local_path, session_of
from monitor.web.static_files import StaticFiles
from monitor.web.wording import keyword_query, relative, safe_tag, short_url

NAVIGATION: Final = (
    ("/", "Today"),
    ("/search", "Search"),
    ("/topics", "Topics"),
    ("/report", "Report"),
    ("/sources", "Sources"),
    ("/digests", "Digests"),
    ("/deliveries", "Deliveries"),
)
_ADVICE: Final = {
    403: "Load the page again and repeat it. A form is valid as long as its session.",
    409: "Load the page again to see how things are now.",
    404: "Nothing is here. The link is misspelt, or what it led to is not kept any more.",
    405: "This address only accepts its own form.",
    429: "Wait, then try again.",
    500: "This is a bug. The log of the monitor has its traceback.",
    503: "The daemon goes on. Load the page again in a moment; `monitor status` and the log say more.",
}
# What a form did, shown by the page that follows; the address names the line.
_DONE: Final = {
    "in": "You are logged in on this browser.",
    "out": "You are logged out.",
    "retry": "The feed is polled again within seconds.",
    "paused": "The feed is switched off in feeds.toml. The monitor applies this within seconds.",
    "resumed": "The feed is switched on in feeds.toml. The monitor applies this within seconds.",
    "added": "The source is in feeds.toml. The monitor polls it within seconds; then it is in this list.",
    "saved": "topics.toml is saved. The monitor applies it within seconds.",
    "undone": "The text before your save is in topics.toml again.",
    "search-saved": "The search is saved, for all who use this page.",
    "search-renamed": "The saved search has its new name.",
    "search-deleted": "The saved search is deleted.",
    "sent": "The test message was accepted by the target.",
}


@dataclass(frozen=True, slots=True)
class LocalTimes:
    """The time that a page shows, and its zone."""

    now: datetime
    zone: ZoneInfo

    def local(self, moment: datetime | None) -> str:
        """Return a time in the zone of the config, or "never"."""
        return "never" if moment is None else moment.astimezone(self.zone).strftime("%Y-%m-%d %H:%M %Z")

    def short(self, moment: datetime) -> str:
        """Return a time without the year if it is in this year, and without the day if it is today."""
        today = self.now.astimezone(self.zone).date()
        return local_moment(moment, self.zone, year=today.year, day=today)

    def at(self, moment: datetime | None, otherwise: str = "never") -> Markup:
        """Return a time as its distance from now, with the exact time as its title."""
        if moment is None:
            return Markup("{}").format(otherwise)
        return Markup('<time datetime="{}" title="{}">{}</time>').format(
            moment.isoformat(), self.local(moment), relative(moment, self.now)
        )


class Renderer:
    """Renders templates as whole pages."""

    def __init__(
        self, static: StaticFiles, config: Callable[[], Config], clock: Callable[[], datetime]
    ) -> None:
        self._static = static
        self._config = config
        self._clock = clock

    def times(self) -> LocalTimes:
        """Return the present time with the zone of the config."""
        return LocalTimes(self._clock(), ZoneInfo(self._config().timezone))

    def page(self, request: web.Request, template: str, *, status: int = 200, **values: Any) -> web.Response:
        """Return a page."""
        text = self._render(request, template, values)
        return web.Response(status=status, text=text, content_type="text/html", charset="utf-8")

    def error(self, request: web.Request, status: int, message: str) -> web.Response:
        """Return a page that shows an error and what to do."""
        return self.page(
            request, "error.html.j2", status=status, message=message, advice=_ADVICE.get(status, "")
        )

    def _render(self, request: web.Request, template: str, values: dict[str, Any]) -> str:
        access, session, path = request.app[ACCESS], session_of(request), local_path(request)
        section = "/" if path == "/" else "/" + path.split("/")[1]
        static = f"{access.base}{STATIC}"
        return (
            _templates()
            .get_template(template)
            .render(
                base=access.base,
                navigation=NAVIGATION,
                section=section,
                session=session,
                with_token=bool(access.token),
                monitor=one_line(self._config().digest.title),
                style_url=static + self._static.style,
                script_url=static + self._static.script,
                icon_url=static + self._static.icon,
                times=self.times(),
                done=_DONE.get(request.query.get("done", ""), ""),
                **values,
            )
        )


@cache
def _templates() -> Environment:
    """Return the templates, which are compiled once for each process."""
    templates = Environment(
        loader=PackageLoader("monitor.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters.update(line=one_line, url=safe_url, tag=safe_tag)
    templates.globals.update(
        bars=bars,
        tagged=tagged,
        plural=plural,
        names=names,
        language_name=language_name,
        short_url=short_url,
        path_part=_path_part,
        query_of=_query_of,
        mask_secrets=mask_secrets,
        interval=interval,
        percent=percent,
        keyword_query=keyword_query,
        csrf_field=CSRF_FIELD,
    )
    return templates


def redirect(request: web.Request, path: str, told: str = "") -> web.Response:
    """Return the answer to a form: the browser loads a page, which shows what was done.

    Args:
        request: of the form.
        path: of the page, below the path of the public URL.
        told: key of the confirmation that the page shows.
    """
    mark = "&" if "?" in path else "?"
    location = f"{request.app[ACCESS].base}{path}" + (f"{mark}done={quote(told)}" if told else "")
    return web.Response(status=303, headers={"Location": location})


def own_path(wanted: str) -> str:
    """Return the given path if the local page has it, otherwise the path of its first page."""
    plain = wanted.startswith("/") and not wanted.startswith("//") and "\\" not in wanted
    return wanted if plain and wanted.isascii() and wanted.isprintable() else "/"


def _path_part(text: str) -> str:
    """Return a text as one part of a path."""
    return quote(text, safe="")


def _query_of(values: dict[str, Any], **changes: Any) -> str:
    """Return the query string of non-empty values with some of them changed."""
    return urlencode(
        {name: value for name, value in {**values, **changes}.items() if value not in ("", None)}
    )
