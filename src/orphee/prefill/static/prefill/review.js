// Proposals beside their document: one of them has the keyboard (roving focus); its passages are shown in the text.
(() => {
  "use strict";
  const list = () => document.querySelector("[data-proposals]");
  if (!list()) return;
  const items = () => [...list().querySelectorAll("[data-proposal]")].filter((one) => one.checkVisibility());
  const form = () => list().querySelector("[data-decide]");
  const texts = [...document.querySelectorAll("[data-text]")];
  const shelf = document.querySelector("[data-shelf-select]");
  let here = ""; // the proposal that has, or had last, the keyboard
  let turn = 0; // which of its passages was shown last

  // --- the document beside
  const show = (text) => {
    texts.forEach((one) => { one.hidden = one !== text; });
    if (shelf && text) shelf.value = text.id;
  };
  const reveal = (mark) => {
    if (!mark) return;
    const text = mark.closest("[data-text]");
    if (text.hidden) show(text);
    document.querySelectorAll(".o-mark--now").forEach((one) => one.classList.remove("o-mark--now"));
    const of = here && [...text.querySelectorAll("[data-of]")].filter((one) => one.dataset.of.split(" ").includes(here));
    (of && of.length ? of : [mark]).forEach((one) => one.classList.add("o-mark--now"));
    const box = mark.getBoundingClientRect(), frame = text.getBoundingClientRect();
    text.scrollTop += box.top - frame.top - frame.height / 3;
  };
  const passages = (item) => [...item.querySelectorAll("[data-passage]")].map((one) => document.getElementById(one.getAttribute("href").slice(1)));

  // --- the proposal that has the keyboard
  const tabbable = (item) => {
    list().querySelectorAll("[data-proposal]").forEach((one) => {
      const is = one === item;
      one.tabIndex = is ? 0 : -1;
      one.querySelectorAll("button, input, a").forEach((each) => { if (!each.closest("[data-editing]")) each.tabIndex = is ? 0 : -1; });
    });
  };
  const arrive = (item) => {
    if (!item) return;
    if (here !== item.id) turn = 0;
    here = item.id;
    tabbable(item);
    reveal(passages(item)[0]);
  };
  const go = (item) => { if (item) { arrive(item); item.focus(); } };
  const current = () => items().find((one) => one.id === here) ?? items()[0];

  // --- after the list was drawn again: marks say what became of their proposal, the keyboard goes on
  const settle = (focus) => {
    const states = new Map([...list().querySelectorAll("[data-proposal]")].map((one) => [one.id, one.dataset.state]));
    document.querySelectorAll("[data-of]").forEach((mark) => {
      const known = mark.dataset.of.split(" ").map((one) => states.get(one));
      mark.dataset.state = known.includes("open") ? "open" : known[0] ?? "";
    });
    const wanted = focus ? document.getElementById(focus) : null;
    if (wanted?.matches("[role=combobox]")) { here = wanted.closest("[data-proposal]").id; tabbable(current()); wanted.focus(); wanted.closest("[data-editing]").scrollIntoView({ block: "center" }); return; }
    const next = wanted?.checkVisibility() ? wanted : current();
    if (!next) { if (focus !== null) document.getElementById("proposals-title").focus(); return; }
    if (focus === null) { arrive(next); return; }
    go(next);
  };

  // --- a decision on its way: keys pressed meanwhile wait for it, but for those of a correction being opened
  let sending = ""; // what was pressed
  let waiting = [];
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.matches?.("[data-decide]")) sending = event.detail.requestConfig?.triggeringEvent?.submitter?.name || "sent";
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target !== list()) return;
    sending = "";
    settle(form().dataset.focus);
    while (waiting.length && !sending) run(waiting.shift());
  });
  ["htmx:responseError", "htmx:sendError", "htmx:timeout"].forEach((name) => document.addEventListener(name, () => { sending = ""; waiting = []; }));

  // --- keys, while a proposal has the focus and nothing is being typed
  const press = (selector, root) => { const button = (root ?? list()).querySelector(selector); if (button && !button.disabled) button.click(); return Boolean(button); };
  const isUnchosen = (input) => input.matches("[role=combobox]") && input.value.trim() !== ""; // its answer is awaited
  const ticked = () => list().querySelectorAll("[data-tick]:checked").length;
  const step = (by) => { const all = items(), at = all.indexOf(current()); go(all[Math.min(all.length - 1, Math.max(0, at + by))]); };
  const keys = {
    j: () => step(1), arrowdown: () => step(1), k: () => step(-1), arrowup: () => step(-1),
    home: () => go(items()[0]), end: () => go(items().at(-1)),
    a: (item) => press("[data-accept]", item) || press("[data-edit]", item),
    e: (item) => press("[data-edit]", item),
    r: (item) => press("[data-reject]", item),
    x: (item) => press("[data-tick]", item),
    u: (item) => press("[data-undo]", item) || press("[data-undo-last]"),
    A: (item) => (ticked() ? press("[data-accept-chosen]") : press("[name=accept_group]", item.closest(".o-proposals__group") ?? item) || press("[data-accept]", item)),
    R: () => ticked() && press("[data-reject-chosen]"),
    d: (item) => { const all = passages(item); if (all.length) { reveal(all[turn % all.length]); turn += 1; } },
    "?": () => { const help = list().querySelector(".o-keys"); help.open = !help.open; if (help.open) help.querySelector("summary").focus(); },
  };
  const run = (key) => { const item = current(); if (item) keys[key](item); };
  const named = (event) => (event.key.length === 1 && event.shiftKey && event.key !== "?" ? event.key.toUpperCase() : event.key.toLowerCase());
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (sending && (event.target === document.body || list().contains(event.target))) {
      if (keys[named(event)]) { event.preventDefault(); if (sending !== "edit") waiting.push(named(event)); }
      return;
    }
    if (!list().contains(event.target)) return;
    const item = event.target.closest("[data-proposal]");
    if (event.key === "Escape") {
      const editing = list().querySelector("[data-editing]");
      if (editing && event.target.getAttribute("aria-expanded") !== "true") { event.preventDefault(); press("[data-close]", editing); }
      else if (!item && current()) go(current());
      return;
    }
    if (event.target.closest("[data-editing]")) {
      if (event.key === "Enter" && event.target.matches("input") && event.target.getAttribute("aria-expanded") !== "true" && !isUnchosen(event.target)) { event.preventDefault(); press("[data-correct]", event.target.closest("[data-editing]")); }
      return;
    }
    if (event.target.matches("input:not([type=checkbox]), select, textarea") || !item) return;
    const key = named(event);
    if (!keys[key]) return;
    event.preventDefault();
    arrive(item);
    keys[key](item);
  });
  document.addEventListener("focusin", (event) => {
    const item = event.target.closest?.("[data-proposal]");
    if (item && list().contains(item) && item.id !== here) arrive(item);
  });

  // --- by mouse: a passage shows its place, a mark its proposal
  document.addEventListener("click", (event) => {
    const passage = event.target.closest("[data-passage]");
    if (passage) { event.preventDefault(); arrive(passage.closest("[data-proposal]")); reveal(document.getElementById(passage.getAttribute("href").slice(1))); return; }
    const mark = event.target.closest("[data-of]");
    if (!mark) return;
    event.preventDefault();
    const item = document.getElementById(mark.dataset.of.split(" ")[0]);
    const fold = item?.closest("details");
    if (fold) fold.open = true;
    go(item);
  });
  shelf?.addEventListener("change", () => show(document.getElementById(shelf.value)));
  document.querySelector("[data-shelf]")?.removeAttribute("hidden");
  show(texts[0]);
  settle(null);
})();
