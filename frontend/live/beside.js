// Suggestions and comments beside the text: the list, and the page of one of them, whose forms are sent from there.
// The pages and forms are those that serve without this script; nothing is decided here.
import { nameOf } from "./marks.js";

const SPREAD = 300; // milliseconds over which the windows that heard of a change ask again
const LOST = "Close this without sending what you typed?";
const NOT_SENT = "This could not be sent. Try again when the connection is back.";
const LOWER = { H1: "h2", H2: "h3", H3: "h4" };

const made = (tag, attributes, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

const hidden = (words) => made("span", { class: "govuk-visually-hidden" }, words);

export class Beside {
  // `onMarks` gets what is to be drawn in the text; `onShow` goes to one of them; `onBack` puts the focus into the text.
  constructor({ passage, list, leaf, announce, onMarks, onShow, onBack }) {
    Object.assign(this, { passage, list, leaf, announce, onMarks, onShow, onBack });
    for (const part of [list, leaf]) {
      part.addEventListener("click", (event) => this.follow(event));
      part.addEventListener("submit", (event) => this.send(event));
    }
    leaf.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
  }

  // --- The list -----------------------------------------------------------------------------------------------------

  refreshSoon(wait = Math.random() * SPREAD) {
    if (this.isStopped) return;
    clearTimeout(this.later);
    this.later = setTimeout(() => this.refresh(), wait);
  }

  // What one did oneself is said once.
  async refresh({ isOwn = false } = {}) {
    const asked = (this.asked = (this.asked || 0) + 1);
    let told;
    try {
      const answer = await fetch(`${this.passage}/beside`, { redirect: "manual", credentials: "same-origin" });
      if (!answer.ok) return;
      told = await answer.json();
    } catch {
      return; // asked again when the stream is back
    }
    if (asked < this.answeredTo) return; // a later question was answered sooner
    this.answeredTo = asked;
    this.draw(told, isOwn);
    this.onMarks(told.marks);
  }

  draw({ list, marks }, isOwn) {
    const fresh = document.createElement("div");
    fresh.innerHTML = list;
    for (const mark of marks) fresh.querySelector(`[data-mark="${nameOf(mark)}"]`)?.append(this.finder(mark));
    this.hasLost = fresh.querySelector("[data-lost]") !== null;
    if (this.drawn === fresh.textContent) return;
    const told = this.counts(fresh);
    if (this.drawn !== undefined && !isOwn && told !== this.counts(this.list)) this.announce(told);
    this.drawn = fresh.textContent;
    const held = this.list.contains(document.activeElement) && document.activeElement.textContent;
    this.list.replaceChildren(...fresh.childNodes);
    if (held) this.focusOn(held);
  }

  counts(part) {
    return [...part.querySelectorAll("h2")].map((heading) => heading.textContent).join(". ");
  }

  // The control with the same words, or where there is none any more, the beginning of the list.
  focusOn(words) {
    const controls = [...this.list.querySelectorAll("a, button")];
    (controls.find((control) => control.textContent === words) || this.list.querySelector("h2")).focus();
  }

  finder(mark) {
    const words = mark.kind === "comment" ? `comment ${mark.number}` : `suggestion ${mark.number}`;
    const button = made("button", { type: "button", class: "app-tools__button" }, "Show in the text", hidden(`(${words})`));
    button.addEventListener("click", () => this.onShow(mark));
    return button;
  }

  // --- A page beside the text ---------------------------------------------------------------------------------------

  follow(event) {
    const link = event.target.closest("a[href]");
    const within = link?.getAttribute("href");
    if (within?.startsWith("#")) {
      event.preventDefault();
      return this.leaf.querySelector(within)?.focus();
    }
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const address = new URL(link.href);
    if (!this.isOurs(address)) return;
    event.preventDefault();
    this.open(link.href);
  }

  isOurs({ origin, pathname }) {
    return origin === location.origin && /^\/(suggestions|threads)\//.test(pathname.replace(this.passage, ""));
  }

  async open(href) {
    if (!this.mayLeave()) return;
    let answer;
    try {
      answer = await fetch(href, { credentials: "same-origin" });
    } catch {
      return this.announce("This could not be opened. Try again when the connection is back.");
    }
    if (!this.isOurs(new URL(answer.url))) return location.assign(href);
    this.opened = href;
    this.show(await answer.text(), answer.url);
  }

  show(page, address) {
    const main = new DOMParser().parseFromString(page, "text/html").querySelector("main");
    const done = main.querySelector(".govuk-notification-banner");
    if (done) this.announce(done.querySelector(".govuk-notification-banner__heading").textContent);
    done?.remove();
    for (const heading of main.querySelectorAll("h1, h2, h3")) lower(heading);
    for (const form of main.querySelectorAll("form")) if (!form.hasAttribute("action")) form.action = address;
    for (const caption of main.querySelectorAll(".govuk-caption-l")) caption.remove();
    const close = made("button", { type: "button", class: "app-tools__button" }, "Close");
    close.addEventListener("click", () => this.close());
    this.leaf.replaceChildren(close, ...main.childNodes);
    this.leaf.hidden = false;
    const first = this.leaf.querySelector(".govuk-error-summary") || this.leaf.querySelector("h2");
    first.tabIndex = -1;
    first.focus();
  }

  async send(event) {
    event.preventDefault();
    if (this.isSending) return;
    this.isSending = true;
    const form = event.target;
    try {
      const body = new URLSearchParams(new FormData(form, event.submitter));
      const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin" });
      await this.answered(answer, await answer.text());
    } catch {
      this.announce(NOT_SENT);
      const said = this.leaf.querySelector("[data-not-sent]") || made("p", { class: "govuk-error-message", "data-not-sent": "" });
      said.textContent = NOT_SENT;
      form.prepend(said);
    } finally {
      this.isSending = false;
    }
  }

  // What was done is said, and the list drawn anew; a page that says more, or that something has to be mended, is shown.
  async answered(answer, page) {
    const address = new URL(answer.url);
    if (answer.ok && address.pathname === `${this.passage}/margin`) {
      const done = new DOMParser().parseFromString(page, "text/html").querySelector(".govuk-notification-banner__heading");
      this.hide();
      await this.refresh({ isOwn: true });
      this.list.querySelector("h2").focus();
      if (done) this.announce(done.textContent);
      return;
    }
    if (answer.ok && !this.isOurs(address)) return location.assign(answer.url);
    this.opened = answer.url;
    this.show(page, answer.url);
    if (answer.ok) await this.refresh({ isOwn: true });
  }

  // --- Closing ------------------------------------------------------------------------------------------------------

  get isTyped() {
    return [...this.leaf.querySelectorAll("textarea")].some((field) => field.value !== field.defaultValue);
  }

  mayLeave() {
    return !this.isTyped || confirm(LOST);
  }

  hide() {
    this.leaf.hidden = true;
    this.leaf.replaceChildren();
  }

  close() {
    if (!this.mayLeave()) return;
    this.hide();
    const { pathname } = new URL(this.opened, location.href);
    const link = [...this.list.querySelectorAll("a")].find((one) => one.pathname === pathname);
    if (link) link.focus();
    else this.onBack();
  }
}

const lower = (heading) => {
  const below = document.createElement(LOWER[heading.tagName]);
  for (const { name, value } of heading.attributes) below.setAttribute(name, value);
  if (heading.tagName === "H1") below.className = "govuk-heading-m";
  below.append(...heading.childNodes);
  heading.replaceWith(below);
};
