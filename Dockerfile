# syntax=docker/dockerfile:1
# Two stages: the first may compile, the second holds the program and nothing to build with.
#   docker build --tag summit-monitor .
#   docker build --build-arg EXTRAS=[postgres,korean] --tag summit-monitor .

ARG PYTHON=3.12

FROM python:${PYTHON}-slim-bookworm AS build
ARG EXTRAS=
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
RUN python -m venv /opt/monitor
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY config config
COPY monitor monitor
RUN /opt/monitor/bin/pip install ".${EXTRAS}" \
    && /opt/monitor/bin/python -m compileall -q /opt/monitor/lib \
    && /opt/monitor/bin/monitor --version

FROM python:${PYTHON}-slim-bookworm
LABEL org.opencontainers.image.title="summit-monitor" \
      org.opencontainers.image.description="Follow one story through the world's news: feeds in, one explained digest out." \
      org.opencontainers.image.licenses="Apache-2.0"
# A number, so that the platform can see that it is not root; the same in every release, so that volumes keep fitting.
RUN groupadd --gid 10001 monitor \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin monitor \
    && install --directory --owner=10001 --group=10001 /output
COPY --from=build /opt/monitor /opt/monitor
# The shipped config; mount your own folder over it (a folder, not single files: editors replace files).
COPY config /config
ENV PATH=/opt/monitor/bin:$PATH \
    HOME=/tmp \
    MONITOR_CONFIG=/config \
    MONITOR_OUTPUT=/output \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER 10001:10001
WORKDIR /output
VOLUME ["/output"]
HEALTHCHECK --interval=60s --timeout=20s --start-period=120s --retries=3 CMD ["monitor", "status", "--health"]
ENTRYPOINT ["monitor"]
CMD ["--log-format", "json", "run"]
