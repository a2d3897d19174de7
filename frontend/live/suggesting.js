// Editing for oneself what is then suggested. The text that one sees stays as it was from the first change on; before
// that it follows what others type. What is not suggested yet is kept in this browser, and nowhere else.
import { yXmlFragmentToProseMirrorRootNode } from "y-prosemirror";
import * as Y from "yjs";

import { SERVER, newKey, toBytes, toText } from "./connection.js";
import { compareAgain, countOf, differencePlugin } from "./difference.js";
import { marksPlugin } from "./marks.js";
import { schema } from "./schema.js";
import { Sheet } from "./sheet.js";

const SOON = 400;
const NOT_SENT = "This could not be sent. What you changed is kept in this browser: try again.";
export const SUGGESTING =
  "You are suggesting. The text itself stays as it is: your changes stay in this browser until you press “Suggest these changes”.";
const FOUND = "You are suggesting. Changes that you did not suggest yet were kept in this browser, and are here again.";
const BEHIND =
  "Others have changed the text since you began. You go on seeing it as it was; your suggestions are found in the new text, or say that their words have changed.";
const LOST = "Throw away what you changed and did not suggest yet?";

const rootOf = (doc) => yXmlFragmentToProseMirrorRootNode(doc.getXmlFragment("text"), schema);

export class Suggesting {
  constructor({ connection, form, place, named, says, more }) {
    Object.assign(this, { connection, form, place, named, says, more });
    this.part = (name) => form.querySelector(`[data-live=${name}]`);
    form.addEventListener("submit", (event) => this.send(event));
    this.part("discard").addEventListener("click", () => this.discard());
    form.elements.reason.addEventListener("input", () => this.keepSoon());
    connection.doc.on("update", (update) => this.heard(update));
    addEventListener("beforeunload", (event) => this.isUnsent && event.preventDefault());
    addEventListener("pagehide", () => this.keep());
  }

  get shelf() {
    return `collab-suggest:${this.connection.base}:${this.connection.me.person}`;
  }

  get isUnsent() {
    return Boolean(this.base) && this.count > 0;
  }

  // --- Beginning and ending -----------------------------------------------------------------------------------------

  async enter() {
    if (!this.fork) {
      const isKept = this.takeUpKept();
      if (!isKept) await this.begin();
      this.says(isKept ? FOUND : SUGGESTING);
    } else this.says(SUGGESTING);
    this.sheet = new Sheet(this.fork, {
      named: this.named,
      says: this.says,
      plugins: [differencePlugin(() => this.was), marksPlugin()],
      more: this.more,
      onState: (state) => this.shown(state),
    });
    this.place.append(this.sheet.element);
    this.sheet.open(true);
    compareAgain(this.sheet.view);
    this.onEntered();
  }

  shown(state) {
    this.count = countOf(state);
    this.form.hidden = !this.isUnsent;
    const words = `You changed the text in ${this.count === 1 ? "one place" : `${this.count} places`}. Nobody sees it yet.`;
    if (this.part("changed").textContent !== words) this.part("changed").textContent = words;
  }

  leave() {
    this.keep();
    this.sheet?.remove();
    this.sheet = null;
    this.form.hidden = true;
    if (!this.isUnsent) this.forget();
  }

  async begin() {
    await this.connection.catchUp();
    this.fork = new Y.Doc();
    Y.applyUpdate(this.fork, Y.encodeStateAsUpdate(this.connection.doc), SERVER);
    this.follow();
  }

  heard(update) {
    if (this.fork && !this.base) return Y.applyUpdate(this.fork, update, SERVER);
    if (!this.sheet || this.isBehind) return;
    this.isBehind = true;
    this.says(BEHIND);
  }

  // From the first own change on the text is compared with what it was then.
  follow() {
    this.fork.on("update", (_, origin) => {
      if (origin === SERVER) return;
      if (!this.base) this.began(`s${this.connection.sequence}`, Y.encodeStateAsUpdate(this.connection.doc));
      this.key = null;
      this.keepSoon();
    });
  }

  began(base, state) {
    this.base = base;
    this.state = state;
    const doc = new Y.Doc();
    Y.applyUpdate(doc, state);
    this.vector = Y.encodeStateVector(doc);
    this.was = rootOf(doc);
    if (this.sheet) setTimeout(() => this.sheet && compareAgain(this.sheet.view));
  }

  forget() {
    this.fork = this.base = this.was = this.key = null;
    this.count = 0;
    this.isBehind = false;
    this.form.elements.reason.value = "";
    clearTimeout(this.later);
    localStorage.removeItem(this.shelf);
  }

  async again() {
    this.sheet?.remove();
    this.sheet = null;
    this.forget();
    this.form.hidden = true;
    await this.enter();
  }

  async discard() {
    if (!confirm(LOST)) return;
    await this.again();
    this.sheet.view.focus();
  }

  // --- Keeping what is unsent ---------------------------------------------------------------------------------------

  keepSoon() {
    clearTimeout(this.later);
    this.later = setTimeout(() => this.keep(), SOON);
  }

  keep() {
    if (!this.base) return;
    const reason = this.form.elements.reason.value;
    const held = { base: this.base, state: toText(this.state), now: toText(Y.encodeStateAsUpdate(this.fork)), reason };
    try {
      if (this.isUnsent) localStorage.setItem(this.shelf, JSON.stringify(held));
      else localStorage.removeItem(this.shelf);
    } catch {
      // A full or forbidden store takes nothing away from the page itself.
    }
  }

  get hasKept() {
    try {
      return localStorage.getItem(this.shelf) !== null;
    } catch {
      return false;
    }
  }

  takeUpKept() {
    if (!this.hasKept) return false;
    const { base, state, now, reason } = JSON.parse(localStorage.getItem(this.shelf));
    this.fork = new Y.Doc();
    Y.applyUpdate(this.fork, toBytes(now), SERVER);
    this.began(base, toBytes(state));
    this.follow();
    this.form.elements.reason.value = reason;
    return true;
  }

  // --- Suggesting ---------------------------------------------------------------------------------------------------

  async send(event) {
    event.preventDefault();
    if (this.isSending) return;
    this.isSending = true;
    this.sheet.open(false);
    this.key ||= newKey();
    const body = new URLSearchParams(new FormData(this.form));
    body.set("idempotency_key", this.key);
    body.set("base", this.base);
    body.set("change", toText(Y.encodeStateAsUpdate(this.fork, this.vector)));
    let answer = null;
    try {
      answer = await fetch(this.form.action, { method: "POST", body, redirect: "manual", credentials: "same-origin" });
    } catch {
      // Said below.
    }
    const told = await this.readOf(answer);
    this.isSending = false;
    if (answer && answer.status < 500) this.key = null;
    if (!told.said) {
      this.sheet?.open(true);
      return this.problem(told.problem || NOT_SENT);
    }
    this.problem("");
    this.onSuggested();
    try {
      await this.again();
      this.says(`${told.said}. You can go on suggesting.`);
      this.sheet.view.focus();
    } catch {
      this.says(`${told.said}. Open this page again to go on suggesting.`);
    }
  }

  async readOf(answer) {
    try {
      return await answer.json();
    } catch {
      const isOut = answer && (answer.type === "opaqueredirect" || answer.status === 403);
      return { problem: isOut ? "You have been signed out. Sign in again in another window, then send this again." : "" };
    }
  }

  problem(words) {
    this.part("problem").textContent = words;
    this.part("problem").hidden = !words;
    if (words) this.says(words);
  }
}
