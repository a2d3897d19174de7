// The reading of one answer: keys for those who code hundreds of them, and saving by itself. The page works without it.
const NOTE = "#app-saved";
const note = document.querySelector(NOTE);
const form = note.closest("form");
const keys = document.querySelector("[data-app-keys]");
const uses = keys.querySelector("[data-app-uses]");
const OFF = "app-reading-keys-off";
const PAUSE = 1500;

// --- Saving by itself ---------------------------------------------------------------------------------------------

let waiting = 0; // a timer, while something is ticked that is not on its way yet
let saving = null; // the saving that is on its way

const say = (words) => (note.textContent = words);
const time = () => new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

function later() {
  clearTimeout(waiting);
  waiting = setTimeout(save, PAUSE);
  say("Not saved yet");
}

// One at a time: each needs the version that the one before it made.
async function save() {
  clearTimeout(waiting);
  waiting = 0;
  if (saving) {
    await saving;
  }
  saving = send();
  await saving;
  saving = null;
}

async function send() {
  const body = new FormData(form);
  body.set("then", "auto");
  say("Saving");
  let page;
  try {
    const answer = await fetch(form.action || location.href, { method: "POST", body: new URLSearchParams(body) });
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!answer.ok) {
      return say(`Not saved. ${problem(page)}`);
    }
  } catch {
    return say("Not saved: there is no connection. What you ticked stays on this page");
  }
  const fresh = page.querySelector(NOTE)?.closest("form");
  if (!fresh) {
    return say("Not saved. Press Save to see why");
  }
  for (const name of ["version", "idempotency_key", "csrf_token"]) {
    form.elements[name].value = fresh.elements[name].value;
  }
  say(waiting ? "Not saved yet" : `Saved ${time()}`);
}

function problem(page) {
  const said = page.querySelector(".govuk-error-summary__list");
  return said ? said.textContent.trim().replace(/\s+/g, " ") : "Press Save to see why";
}

form.addEventListener("change", later);
form.addEventListener("input", (event) => event.target.type === "text" && later());

// What is on its way comes first: what is sent after it needs the version that it makes.
form.addEventListener("submit", async (event) => {
  clearTimeout(waiting);
  waiting = 0;
  if (saving) {
    event.preventDefault();
    await saving;
    form.requestSubmit(event.submitter);
  }
});

async function turn(link) {
  if (!link) {
    return;
  }
  if (waiting) {
    await save();
  } else if (saving) {
    await saving;
  }
  if (note.textContent.startsWith("Not saved")) {
    return form.querySelector("button").focus();
  }
  location.assign(link.href);
}

// --- Keys -----------------------------------------------------------------------------------------------------------

const tick = (name, value) => form.querySelector(`input[name="${name}"][value="${value}"]`);
const KEYS = {
  n: () => turn(document.querySelector("a[rel=next]")),
  p: () => turn(document.querySelector("a[rel=prev]")),
  e: () => tick("marks", "rich"),
  r: () => tick("marks", "second"),
  f: () => tick("marks", "flagged"),
  0: () => tick("themes", "nothing"),
  s: () => form.requestSubmit(form.querySelector("button[value=next]")),
  "?": () => {
    keys.open = !keys.open;
    keys.querySelector("summary").focus();
  },
};
for (let number = 1; number < 10; number += 1) {
  KEYS[number] = () => tick("themes", number);
}

const isTyping = (target) => target.matches("textarea, select, input:not([type=checkbox])");

document.addEventListener("keydown", (event) => {
  if (!uses.checked || event.ctrlKey || event.altKey || event.metaKey || event.repeat || isTyping(event.target)) {
    return;
  }
  const act = KEYS[event.key];
  if (!act) {
    return;
  }
  event.preventDefault();
  const found = act();
  if (found instanceof HTMLInputElement) {
    found.focus();
    found.click();
  }
});

try {
  uses.checked = localStorage.getItem(OFF) === null;
} catch {
  // a browser that keeps nothing: the keys are on
}
uses.addEventListener("change", () => {
  try {
    uses.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1");
  } catch {
    // then the choice holds for this page
  }
});
keys.hidden = false;
