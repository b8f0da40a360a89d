"use strict";
// Conveniences of the local page. Everything can be read and done without this script.

const base = document.body.dataset.base;

function remembered(name) {
  try { return localStorage.getItem(`monitor:${base}:${name}`); } catch { return null; }
}

function remember(name, value) {
  try { localStorage.setItem(`monitor:${base}:${name}`, value); } catch { /* private windows keep nothing */ }
}

// Keys: j k o d / ?
const dialog = document.querySelector("dialog.keys");
const items = () => [...document.querySelectorAll(".story[tabindex]")];

function move(step) {
  const all = items();
  const at = all.indexOf(document.activeElement.closest?.(".story[tabindex]"));
  const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1);
  all[next]?.focus();
  all[next]?.scrollIntoView({ block: "nearest" });
}

function follow(selector) {
  document.activeElement.closest?.(".story[tabindex]")?.querySelector(selector)?.click();
}

function judge(answer) {
  follow(`button[data-answer=${answer}]`);
}

const keys = {
  j: () => move(1),
  k: () => move(-1),
  o: () => follow("a.original"),
  d: () => follow("a.details"),
  y: () => judge("yes"),
  n: () => judge("no"),
  u: () => judge("unsure"),
  "/": () => {
    const field = document.querySelector("input[type=search]");
    if (field) field.focus(); else location.href = `${base}/search`;
  },
  "?": () => dialog?.showModal(),
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || dialog?.open) return;
  if (remembered("keys") === "off" && event.key !== "?") return;
  if (Object.hasOwn(keys, event.key)) {
    event.preventDefault();
    keys[event.key]();
  }
});

const useKeys = document.querySelector(".use-keys");
if (useKeys) {
  useKeys.checked = remembered("keys") !== "off";
  useKeys.addEventListener("change", () => remember("keys", useKeys.checked ? "on" : "off"));
}

// A verdict is sent without loading the page again, so that the reader keeps the place.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form.judging");
  if (!form || !event.submitter) return;
  event.preventDefault();
  const pressed = event.submitter;
  const body = new URLSearchParams(new FormData(form, pressed));
  try {
    const answer = await fetch(form.action, { method: "POST", body, signal: AbortSignal.timeout(10000) });
    if (!answer.ok) throw new Error(answer.status);
    const given = (await answer.json()).answer;
    for (const button of form.querySelectorAll("button[data-answer]")) {
      const on = button.dataset.answer === given;
      button.setAttribute("aria-pressed", String(on));
      button.value = on ? "none" : button.dataset.answer;
    }
  } catch {
    form.querySelector("span").textContent = "This was not stored. Load the page again, log in, and repeat it.";
  }
});

// What is new since the reader last looked: half an hour without a visit begins another look.
function markUnseen(stories) {
  const now = Date.now(), pause = 30 * 60 * 1000;
  const visited = Number(remembered("visited")) || 0;
  if (now - visited > pause) remember("looked", String(visited));
  remember("visited", String(now));
  const looked = Number(remembered("looked")) || 0;
  if (!looked) return;
  const unseen = stories.filter((story) => Date.parse(story.dataset.found) > looked);
  for (const story of unseen) story.classList.add("unseen");
  const told = document.querySelector(".seen");
  const day = new Intl.DateTimeFormat(undefined, { weekday: "short", hour: "2-digit", minute: "2-digit" });
  if (told) told.textContent = `${unseen.length || "Nothing"} new since you last looked, ${day.format(looked)}`;
}

// A page that is open asks every half minute whether there is something new, and does not change by itself.
function watch(head) {
  const link = document.querySelector(".fresh a");
  let failures = 0;
  async function ask() {
    if (document.visibilityState === "visible") {
      try {
        const answer = await fetch(`${base}/live`, { signal: AbortSignal.timeout(10000) });
        const news = answer.ok ? await answer.json() : null;
        failures = news ? 0 : failures + 1;
        if (news && (String(news.latest) !== head.dataset.latest || news.date !== head.dataset.date)) {
          link.href = location.href.split("#")[0];
          link.hidden = false;
          return;  // one is enough: the reader decides when to load the page
        }
      } catch { failures += 1; }
    }
    setTimeout(ask, Math.min(30000 * 2 ** Math.min(failures, 5), 600000));
  }
  setTimeout(ask, 30000);
}

const head = document.querySelector("[data-latest]");
if (head) {
  watch(head);
  markUnseen(items());
}

// An answer that takes long replaces the line that says how far it is.
async function awaitAnswer() {
  const waiting = document.querySelector("#answer[data-unfinished]");
  if (!waiting) return;
  let pause = 1000;
  if (document.visibilityState === "visible") {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" }, signal: AbortSignal.timeout(20000) });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const news = page.getElementById("answer");
      if (news) waiting.replaceWith(news);
      else {
        waiting.firstElementChild.textContent = "This failed. Load the page again to see why, or to try again.";
        return;
      }
    } catch { pause = 15000; }
  }
  setTimeout(awaitAnswer, pause);
}
setTimeout(awaitAnswer, 500);

// A trial follows the typing: the answer to the last change is shown, earlier ones are dropped.
const editing = document.querySelector("form.editing");
const edited = editing?.elements.namedItem("text");
if (edited && !edited.readOnly) {
  let timer = 0, running = null;
  const original = edited.value;

  // The lists of words follow the text; those that are open stay open. A text with an error has none.
  function replaceLists(news) {
    const lists = document.getElementById("lists");
    if (!news.firstElementChild || lists.textContent === news.textContent) return;
    for (const old of lists.querySelectorAll("details[open]")) {
      news.querySelector(`details[data-place="${CSS.escape(old.dataset.place)}"]`)?.setAttribute("open", "");
    }
    lists.replaceWith(news);
  }

  async function attempt(button) {
    clearTimeout(timer);
    running?.abort();
    const mine = running = new AbortController();
    const body = new URLSearchParams(new FormData(editing, button));
    try {
      const answer = await fetch(editing.action, { method: "POST", body, signal: mine.signal, headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const news = page.getElementById("trial");
      if (!news) return;
      document.getElementById("trial").replaceWith(news);
      if (button) edited.value = page.getElementById("text").value;
      replaceLists(page.getElementById("lists"));
      return page.getElementById("problems") === null;
    } catch { /* dropped, or the monitor cannot be reached: pressing Try says so */ }
  }

  // A button that adds or removes a word changes the text and loads no page; the focus stays near.
  async function changeWord(button) {
    const place = button.closest("details")?.dataset.place;
    const at = place ? [...button.closest("ul").children].indexOf(button.parentElement) : 0;
    if (!await attempt(button)) return;
    const changed = place ?? editing.elements.namedItem("place").value;
    const list = document.querySelector(`#lists details[data-place="${CSS.escape(changed)}"]`);
    if (place) {
      const left = list?.querySelectorAll("button") ?? [];
      (left[Math.min(at, left.length - 1)] ?? list?.querySelector("summary"))?.focus();
    } else {
      const words = list?.querySelector("ul");
      words?.scrollTo(0, words.scrollHeight);  // the new word is the last one
      for (const name of ["word", "weight"]) editing.elements.namedItem(name).value = "";
      editing.elements.namedItem("word").focus();
    }
  }

  const later = () => { clearTimeout(timer); timer = setTimeout(attempt, 400); };
  edited.addEventListener("input", later);
  editing.elements.namedItem("span").addEventListener("change", later);
  addEventListener("beforeunload", (event) => {
    if (edited.value !== original && !editing.dataset.sent) event.preventDefault();
  });
  editing.addEventListener("submit", (event) => {
    if (["add", "remove"].includes(event.submitter?.name)) {
      event.preventDefault();
      changeWord(event.submitter);
    } else {
      editing.dataset.sent = "yes";
    }
  });
}
