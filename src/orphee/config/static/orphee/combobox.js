// A box that searches as one types and the list of its answers (ARIA combobox), for every page that has one.
// What a key or a click takes is an answer to what stands in the box at that moment: a list of an earlier text is grey
// and gives nothing, an answer that comes late is dropped, and Enter before the answer asks at once and takes nothing.
// `boxes` are found by `selector`, now or later. `ask(box, typed, list)` gives the answers as HTML, or null when the
// page has said itself why there are none; `say(box, text, isSeen)` and `take(box, option)` are the page's.
"use strict";
window.orpheeComboboxes = (selector, { ask, say, take, typing = () => {}, emptied = () => {} }) => {
  const PAUSE = 180, SHORTEST = 2;
  const answered = new WeakMap(), asked = new WeakMap(), waiting = new WeakMap(); // by box: text, number of the request, timer
  const boxOf = (element) => element.closest?.(selector);
  const inputOf = (box) => box.querySelector("[role=combobox]");
  const listOf = (box) => box.querySelector("[role=listbox]");
  const optionsOf = (box) => [...box.querySelectorAll("[role=option]")];
  const typedIn = (box) => inputOf(box).value.trim();
  const isAnswered = (box) => !listOf(box).hidden && answered.get(box) === typedIn(box);
  // Only what says every word typed is offered to Enter: something that merely resembles it is chosen on purpose.
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("œ", "oe").replaceAll("æ", "ae").replace(/[’‘ʼ]/g, "'");
  const isSaid = (option, typed) => fold(typed).split(/[\s'-]+/).every((word) => fold(option.textContent).includes(word));
  const told = new WeakSet(); // boxes that say why Enter took nothing
  const untell = (box) => { if (told.delete(box)) say(box, ""); };
  const foundIn = (box) => `${optionsOf(box).length} ${box.dataset.found}`;

  const select = (box, option) => {
    optionsOf(box).forEach((one) => one.setAttribute("aria-selected", String(one === option)));
    if (!option) { inputOf(box).removeAttribute("aria-activedescendant"); return; }
    inputOf(box).setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };
  const close = (box) => {
    clearTimeout(waiting.get(box));
    asked.set(box, (asked.get(box) ?? 0) + 1); // an answer on its way is no longer waited for
    answered.delete(box);
    untell(box);
    select(box, null);
    listOf(box).hidden = true;
    listOf(box).removeAttribute("aria-busy");
    inputOf(box).setAttribute("aria-expanded", "false");
  };
  const show = (box, typed, html) => {
    const list = listOf(box);
    list.innerHTML = html;
    list.removeAttribute("aria-busy");
    const found = optionsOf(box);
    answered.set(box, typed);
    list.hidden = found.length === 0;
    inputOf(box).setAttribute("aria-expanded", String(found.length > 0));
    say(box, found.length ? foundIn(box) : box.dataset.none, found.length === 0);
    select(box, found.length && isSaid(found[0], typed) ? found[0] : null);
  };
  const search = async (box) => {
    clearTimeout(waiting.get(box));
    const typed = typedIn(box);
    if (typed.length < SHORTEST) { close(box); say(box, ""); return; }
    const number = (asked.get(box) ?? 0) + 1;
    asked.set(box, number);
    const html = await ask(box, typed, listOf(box));
    if (asked.get(box) !== number || typedIn(box) !== typed || !box.contains(document.activeElement)) return;
    if (html === null) close(box); else show(box, typed, html);
  };
  const step = (box, by) => {
    const all = optionsOf(box), here = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
    const from = here < 0 && by < 0 ? 0 : here; // none chosen yet: up leads to the last
    select(box, all[(from + by + all.length) % all.length]);
    if (told.delete(box)) say(box, foundIn(box));
  };
  const took = (box, option) => { close(box); take(box, option); };

  document.addEventListener("input", (event) => {
    const box = boxOf(event.target);
    if (!box || event.target !== inputOf(box)) return;
    event.stopPropagation(); // what is typed here is not an answer yet
    select(box, null);
    untell(box);
    listOf(box).setAttribute("aria-busy", "true");
    typing(box);
    clearTimeout(waiting.get(box));
    waiting.set(box, setTimeout(search, PAUSE, box));
  }, true);
  document.addEventListener("keydown", (event) => {
    const box = event.target.matches?.("[role=combobox]") && boxOf(event.target);
    if (!box || event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (isAnswered(box)) step(box, event.key === "ArrowDown" ? 1 : -1); else search(box);
    } else if (event.key === "Enter") { // never sends the page: a word half typed is no answer
      event.preventDefault();
      const chosen = optionsOf(box).find((one) => one.getAttribute("aria-selected") === "true");
      if (!isAnswered(box)) search(box);
      else if (chosen) took(box, chosen);
      else { told.add(box); say(box, box.dataset.unsaid, true); listOf(box).scrollIntoView({ block: "nearest" }); }
    } else if (event.key === "Escape") {
      if (!listOf(box).hidden) event.preventDefault();
      close(box);
    } else if (event.key === "Backspace" && event.target.value === "") emptied(box);
  });
  document.addEventListener("click", (event) => {
    document.querySelectorAll(selector).forEach((box) => { if (!box.contains(event.target)) close(box); });
    const option = event.target.closest("[role=option]"), box = option && boxOf(option);
    if (!box) return;
    if (isAnswered(box)) took(box, option);
    inputOf(box).focus();
  });
  document.addEventListener("focusout", (event) => {
    const box = boxOf(event.target);
    if (box && !box.contains(event.relatedTarget)) setTimeout(() => { if (!box.contains(document.activeElement)) close(box); }, 150); // a click on an answer comes first
  });
  return { close, inputOf };
};
