// The editor of a section or a provision, on its own page only.
import { TextSelection } from "prosemirror-state";
import * as Y from "yjs";

import { Beside } from "./beside.js";
import { Connection } from "./connection.js";
import { areAllFound, marksPlugin, placeOf, setMarks } from "./marks.js";
import { Presence } from "./presence.js";
import { Sheet, catchUp } from "./sheet.js";
import { Status } from "./status.js";
import { Suggesting } from "./suggesting.js";
import { modeBar } from "./toolbar.js";

const MOST_QUOTED = 500;
const STOPPED = "You stopped suggesting.";
const ASK_AFTER = 2_000; // milliseconds after which the server is asked what became of words that are not found,
const ASK_SELDOM = 10_000; // and how long it is left alone then

const start = async (page) => {
  const part = (name) => document.querySelector(`[data-live=${name}]`);
  const status = new Status(part("status"), part("announcements"));
  const announce = (words) => status.announce(words);
  const connection = new Connection(page.dataset.address, page.dataset.token, new Y.Doc(), hears);
  let sheet, may, closed;
  let marks = [];

  function hears(state, words, code) {
    status.hears(state, words, code, may);
    if (state === "closed") closed = true;
    if (state === "open" || state === "reading") [may, closed] = [connection.may, false];
    if (state === "stopped") [may, beside.isStopped] = ["stopped", true];
    if (["closed", "open", "reading", "stopped"].includes(state)) settle();
  }

  const opened = await connection.open();
  [may, closed] = [opened.may, Boolean(opened.closed)];

  // --- Suggestions and comments -------------------------------------------------------------------------------------

  const here = () => suggesting.sheet || sheet;
  const beside = new Beside({
    passage: page.dataset.passage,
    list: part("beside"),
    leaf: part("leaf"),
    announce,
    onMarks: (told) => {
      marks = told;
      for (const one of [sheet, suggesting.sheet]) if (one) setMarks(one.view, marks);
    },
    onShow: (mark) => show(mark),
    onBack: () => here().view.focus(),
  });
  connection.onMargin = () => beside.refreshSoon();
  connection.onOpen = () => beside.refreshSoon(0);

  const show = (mark) => {
    const { view } = here();
    const found = placeOf(view.state, mark);
    if (!found) return status.warn("Its words have changed here.");
    const { doc, tr } = view.state;
    const [from, to] = [found.from, found.to].map((place) => Math.max(1, Math.min(place, doc.content.size - 1)));
    view.dispatch(tr.setSelection(TextSelection.create(doc, from, to)).scrollIntoView());
    view.focus();
  };

  const comment = async () => {
    const { block, words, start } = here().selected;
    const quote = words.length > MOST_QUOTED ? "" : words;
    try {
      await connection.sent();
    } catch {
      return status.warn("What you typed is not saved yet. Comment when it is.");
    }
    beside.open(`${page.dataset.passage}/threads/new?${new URLSearchParams({ block, quote, near: start })}`);
  };
  const more = {
    "Mod-Alt-m": () => {
      comment();
      return true;
    },
  };

  // --- Writing and suggesting ---------------------------------------------------------------------------------------

  const suggesting = new Suggesting({
    connection,
    form: part("offer"),
    place: part("sheets"),
    named: page.dataset.heading,
    says: (words) => status.warn(words),
    more,
  });
  suggesting.onSuggested = () => beside.refreshSoon(0);
  suggesting.onEntered = () => setMarks(suggesting.sheet.view, marks);
  const presence = new Presence(connection.doc, connection, document.getElementById("people"), announce);
  sheet = new Sheet(connection.doc, {
    named: page.dataset.heading,
    says: (words) => status.warn(words),
    plugins: [presence.plugin(), marksPlugin()],
    more,
  });
  part("sheets").replaceChildren(sheet.element);
  connection.beforeUpdate = () => [sheet, suggesting.sheet].forEach((one) => one && catchUp(one.view));
  let asking;
  let next = 0;
  connection.doc.on("update", () => {
    asking ||= setTimeout(() => {
      asking = null;
      if (!beside.hasLost && areAllFound(sheet.view.state)) return;
      next = Date.now() + ASK_SELDOM;
      beside.refreshSoon();
    }, Math.max(ASK_AFTER, next - Date.now()));
  });
  const bar = modeBar({ onSuggest: () => turn(!suggesting.sheet), onComment: comment });
  part("mode").append(bar.element);

  let isTurning = false;
  const turn = async (isSuggesting) => {
    if (isTurning || isSuggesting === Boolean(suggesting.sheet)) return;
    if (isSuggesting) {
      isTurning = true;
      try {
        await suggesting.enter();
      } catch {
        return status.warn("Not connected. You can suggest when the connection is back.");
      } finally {
        isTurning = false;
      }
    } else {
      const isUnsent = suggesting.isUnsent;
      suggesting.leave();
      status.warn(isUnsent ? `${STOPPED} What you did not suggest yet is kept in this browser.` : STOPPED);
    }
    sheet.element.hidden = isSuggesting;
    bar.press(isSuggesting);
  };

  // What can be done now, after what the server said.
  const settle = async () => {
    sheet.open(may === "write" && !closed);
    bar.show(may);
    if (may === "stopped") suggesting.sheet?.open(false);
    if (may === "suggest") await turn(true);
  };

  status.opened(opened);
  await settle();
  if (suggesting.hasKept) await turn(true);
  beside.refreshSoon(0);
  page.dataset.state = "open";
};

const page = document.getElementById("live");
start(page).catch(() => {
  page.dataset.state = "failed";
  page.querySelector("[data-live=status]").textContent =
    "Live editing could not be opened. Edit without live editing by the link above, or open this page again.";
});
