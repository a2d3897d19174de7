// Says whether what was typed is saved; to screen readers only what changes something for them.
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

const MOST_KEPT = 5; // announcements that stay: two that come at once are both read

const STOPPED = {
  403: "You have been signed out. What you typed last is kept in this browser: sign in again and open this page again.",
  404: "You cannot write in this text any more. What others type is not shown to you from now on.",
};
const READING = "You can read along. Only authors of the bodies that write this text can type in it.";
const SUGGEST = "You can suggest changes. Only authors of the bodies that write this text can change it.";
const OFFLINE =
  "Not connected. You can go on typing: it is kept in this browser, and sent when the connection is back.";

export class Status {
  constructor(line, announcements) {
    this.line = line;
    this.announcements = announcements;
  }

  opened({ may, closed }) {
    if (closed) this.show(`${closed}.`);
    else if (may === "suggest") this.show(SUGGEST);
    else if (may === "write") this.show("Everything you type is saved as you type it.");
    else this.show(READING);
  }

  hears(state, words, code, may) {
    if (state === "saving") return;
    if (state === "saved") this.show(`Saved ${clock.format(new Date())}`);
    if (state === "offline") this.change(OFFLINE);
    if (state === "open") this.change("The text is open again. Everything you type is saved as you type it.");
    if (state === "reading") this.change(may === "suggest" ? SUGGEST : READING);
    if (state === "closed") this.change(`${words}.`);
    if (state === "stopped") this.change(words || STOPPED[code] || "Live editing has stopped. Open this page again.");
  }

  show(words) {
    if (this.line.textContent !== words) this.line.textContent = words;
  }

  change(words) {
    if (this.line.textContent === words) return;
    this.show(words);
    this.announce(words);
  }

  warn(words) {
    this.show(words);
    this.announce(words);
  }

  announce(words) {
    const said = document.createElement("p");
    said.textContent = words;
    this.announcements.append(said);
    while (this.announcements.children.length > MOST_KEPT) this.announcements.firstChild.remove();
  }
}
