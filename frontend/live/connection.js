// Sends what is typed, one batch after the other, each with a key that stays its own until it is answered; reads what
// others type from a stream. What is not answered yet is kept in this browser too.
import * as Y from "yjs";

export const SERVER = "server"; // the origin of changes that came from there

export const toText = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
export const toBytes = (words) => Uint8Array.from(atob(words), (letter) => letter.charCodeAt(0));
export const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

export const LARGEST = 256 * 1024;
const PATIENCE = 5_000;

export class Connection {
  // `says(state, words)` hears of: saving, saved, offline, closed, open, stopped.
  constructor(address, token, doc, says) {
    this.base = address.replace(/\/live$/, "");
    this.token = token;
    this.doc = doc;
    this.says = says;
    this.sequence = 0;
    this.waiting = []; // updates that are in no batch yet
    this.batches = []; // {key, update}, the first of them under way
    this.isStopped = false;
    this.listeners = {};
  }

  async open() {
    const answer = await this.ask("/live", { method: "POST" });
    const opened = await answer.json();
    this.me = opened.me;
    this.may = opened.may;
    this.sequence = opened.sequence;
    Y.applyUpdate(this.doc, toBytes(opened.state), SERVER);
    this.takeUpKept();
    this.doc.on("update", (update, origin) => origin !== SERVER && this.add(update));
    addEventListener("online", () => this.wake?.());
    addEventListener("beforeunload", (event) => this.isUnsent && !this.isStopped && event.preventDefault());
    this.listen();
    if (this.isUnsent) this.send();
    return opened;
  }

  get isUnsent() {
    return this.waiting.length > 0 || this.batches.length > 0;
  }

  ask(path, options = {}) {
    const headers = { "X-CSRFToken": this.token, ...options.headers };
    return fetch(this.base + path, { redirect: "manual", credentials: "same-origin", ...options, headers });
  }

  // --- Sending -----------------------------------------------------------------------------------------------------

  add(update) {
    this.waiting.push(update);
    this.keep();
    this.send();
  }

  async send() {
    if (this.isSending || this.isStopped) return;
    this.isSending = true;
    let tries = 0;
    while (this.isUnsent && !this.isStopped) {
      if (!this.batches.length) {
        this.batches.push({ key: newKey(), update: Y.mergeUpdates(this.waiting) });
        this.waiting = [];
        this.keep();
      }
      if (tries === 0) this.says("saving");
      if (await this.sendFirst()) {
        tries = 0;
        continue;
      }
      tries += 1;
      this.says("offline");
      await Promise.race([pause(Math.min(500 * 2 ** tries, 10_000)), new Promise((done) => (this.wake = done))]);
    }
    this.isSending = false;
    if (!this.isStopped) this.says("saved");
  }

  // Whether the first batch is dealt with: taken, or refused for good.
  async sendFirst() {
    const { key, update } = this.batches[0];
    let answer;
    try {
      answer = await this.ask("/updates", {
        method: "POST",
        headers: { "Idempotency-Key": key, "Content-Type": "application/octet-stream" },
        body: update,
      });
    } catch {
      return false;
    }
    if (answer.ok) {
      this.batches.shift();
      this.keep();
      return true;
    }
    if (answer.status >= 500 || answer.status === 429 || answer.status === 408) return false;
    this.stop(answer.status, await this.problemOf(answer));
    return true;
  }

  async problemOf(answer) {
    try {
      return (await answer.json()).problem || "";
    } catch {
      return "";
    }
  }

  // Waits until all that was typed is in the log. Rejects where that takes too long.
  async sent() {
    const ends = Date.now() + PATIENCE;
    while (this.isUnsent) {
      if (Date.now() > ends || this.isStopped) throw new Error("not sent");
      await pause(20);
    }
  }

  // Brings the document to exactly what the log holds up to `sequence`.
  async catchUp() {
    await this.sent();
    let rows;
    do {
      rows = await (await this.ask(`/updates?after=${this.sequence}`)).json();
      for (const { sequence, update } of rows) this.take(sequence, update);
    } while (rows.length);
  }

  take(sequence, update) {
    this.sequence = Math.max(this.sequence, sequence);
    this.beforeUpdate?.();
    Y.applyUpdate(this.doc, toBytes(update), SERVER);
  }

  // --- Keeping what is unsent --------------------------------------------------------------------------------------

  get shelf() {
    return `collab-live:${this.base}:${this.me.person}:`;
  }

  keep() {
    const name = this.shelf + this.doc.clientID;
    try {
      if (!this.isUnsent) return localStorage.removeItem(name);
      const waiting = this.waiting.length ? toText(Y.mergeUpdates(this.waiting)) : "";
      const batches = this.batches.map(({ key, update }) => [key, toText(update)]);
      localStorage.setItem(name, JSON.stringify({ batches, waiting }));
    } catch {
      // A full or forbidden store takes nothing away from the page itself.
    }
  }

  takeUpKept() {
    const names = Object.keys(localStorage).filter((name) => name.startsWith(this.shelf));
    for (const name of names) {
      const { batches, waiting } = JSON.parse(localStorage.getItem(name));
      const kept = batches.map(([key, update]) => ({ key, update: toBytes(update) }));
      if (waiting) kept.push({ key: newKey(), update: toBytes(waiting) });
      for (const { update } of kept) Y.applyUpdate(this.doc, update, SERVER);
      this.batches.push(...kept);
      localStorage.removeItem(name);
    }
    if (names.length) this.keep();
  }

  // --- Reading -----------------------------------------------------------------------------------------------------

  listen() {
    if (this.isStopped) return;
    const stream = new EventSource(`${this.base}/stream?after=${this.sequence}`);
    this.stream = stream;
    stream.addEventListener("update", (event) => {
      this.take(Number(event.lastEventId), event.data);
    });
    stream.addEventListener("frozen", (event) => {
      const { closed, may } = JSON.parse(event.data);
      this.may = may;
      this.says(closed ? "closed" : may === "write" ? "open" : "reading", closed);
    });
    stream.addEventListener("gone", (event) => this.stop(event.data === "signed out" ? 403 : 404, ""));
    stream.addEventListener("presence", (event) => this.onPresence?.(JSON.parse(event.data)));
    stream.addEventListener("margin", () => this.onMargin?.());
    stream.addEventListener("open", () => {
      this.wake?.();
      this.onOpen?.();
    });
    stream.addEventListener("error", () => stream.readyState === EventSource.CLOSED && this.askWhy());
  }

  // A stream that was refused: signed out, no longer allowed, or only a server that is away.
  async askWhy() {
    await pause(1000);
    let answer;
    try {
      answer = await this.ask(`/updates?after=${this.sequence}`);
    } catch {
      return this.isStopped || this.askWhy();
    }
    if (answer.type === "opaqueredirect") return this.stop(403, "");
    if (answer.status === 404) return this.stop(404, "");
    if (!answer.ok) return this.isStopped || this.askWhy();
    this.listen();
  }

  // --- Being here --------------------------------------------------------------------------------------------------

  be(cursor, left = false) {
    if (this.isStopped) return Promise.resolve();
    const body = JSON.stringify({ client: this.doc.clientID, cursor, left });
    const headers = { "Content-Type": "application/json" };
    return this.ask("/presence", { method: "POST", headers, body, keepalive: left }).catch(() => {});
  }

  stop(status, problem) {
    if (this.isStopped) return;
    this.isStopped = true;
    this.stream?.close();
    this.says("stopped", problem, status);
  }
}
