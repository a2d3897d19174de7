// Who is here: a list with a pattern and a name each, cursors that carry both, and an announcement now and then.
import { yCursorPlugin } from "y-prosemirror";
import { Awareness } from "y-protocols/awareness";

const PATTERNS = 8;
const SOON = 400;
const STILL_HERE = 10_000;
const SELDOM = 10_000;

const named = ({ person, organisation }) => (organisation ? `${person}, ${organisation}` : person);

export class Presence {
  constructor(doc, connection, list, announce) {
    this.doc = doc;
    this.connection = connection;
    this.list = list;
    this.announce = announce;
    this.awareness = new Awareness(doc);
    clearInterval(this.awareness._checkInterval); // the server forgets those who are gone
    this.numbers = new Map();
    this.known = null;
    this.news = [];
    connection.onPresence = (windows) => this.show(windows);
    this.awareness.on("change", (_, origin) => origin === "local" && this.tellSoon());
    setInterval(() => this.tell(), STILL_HERE);
    addEventListener("pagehide", () => connection.be(null, true));
    this.tell();
  }

  plugin() {
    return yCursorPlugin(this.awareness, {
      cursorBuilder: (user) => {
        const cursor = document.createElement("span");
        cursor.className = `app-cursor app-cursor--${user.number}`;
        cursor.setAttribute("aria-hidden", "true");
        cursor.dataset.name = user.name; // drawn by the style sheet, so that it is no part of the text
        return cursor;
      },
      selectionBuilder: (user) => ({ class: `app-selection app-selection--${user.number}` }),
    });
  }

  tellSoon() {
    this.soon ||= setTimeout(() => this.tell(), SOON);
  }

  tell() {
    clearTimeout(this.soon);
    this.soon = null;
    const { cursor } = this.awareness.getLocalState() || {};
    this.connection.be(cursor || null);
  }

  // The smallest pattern that nobody here has.
  numberOf(client) {
    if (!this.numbers.has(client)) {
      const taken = new Set(this.numbers.values());
      let number = 1;
      while (taken.has(number) && number < PATTERNS) number += 1;
      this.numbers.set(client, number);
    }
    return this.numbers.get(client);
  }

  show(windows) {
    const others = windows.filter(({ client }) => client !== this.doc.clientID);
    const here = new Set(others.map(({ client }) => client));
    for (const client of this.numbers.keys()) if (!here.has(client)) this.numbers.delete(client);
    for (const client of this.awareness.states.keys())
      if (client !== this.doc.clientID && !here.has(client)) this.awareness.states.delete(client);
    for (const window of others)
      this.awareness.states.set(window.client, {
        cursor: window.cursor,
        user: { name: named(window), color: "#0b0c0c", number: this.numberOf(window.client) },
      });
    this.awareness.emit("change", [{ added: [], updated: [...here], removed: [] }, "server"]);
    this.draw(others);
    this.tellNews(new Set(others.map(named)));
  }

  draw(others) {
    const own = this.list.querySelector("[data-me]");
    const items = others.map((window) => {
      const item = document.createElement("li");
      const mark = document.createElement("span");
      mark.className = `app-person app-person--${this.numberOf(window.client)}`;
      mark.setAttribute("aria-hidden", "true");
      item.append(mark, named(window));
      return item;
    });
    this.list.replaceChildren(own, ...items);
  }

  tellNews(names) {
    if (this.known) {
      for (const name of names) if (!this.known.has(name)) this.news.push(`${name} joined`);
      for (const name of this.known) if (!names.has(name)) this.news.push(`${name} left`);
    }
    this.known = names;
    if (!this.news.length || this.later) return;
    const wait = Math.max(0, (this.told || 0) + SELDOM - Date.now());
    this.later = setTimeout(() => {
      this.later = null;
      this.told = Date.now();
      this.announce(`${this.news.slice(-3).join(". ")}.`);
      this.news = [];
    }, wait);
  }
}
