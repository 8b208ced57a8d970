// Search as one types (posted: nothing of it is in an address), findings added, the answer that comes by itself.
// Without this script the page works with its buttons.
(() => {
  "use strict";
  const again = document.querySelector("[data-again]");
  if (again) setTimeout(() => again.querySelector("button").click(), 3000);

  const box = document.querySelector("[data-search]");
  if (!box) return;
  const input = box.querySelector("input"), list = box.querySelector("[role=listbox]"), form = box.closest("form");
  const status = box.querySelector("[data-search-status]");
  box.querySelector("[data-without-script]").hidden = true;
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" })) input.setAttribute(name, value);

  const close = () => { list.hidden = true; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
  const options = () => [...list.querySelectorAll("[role=option]")];
  const select = (option) => {
    options().forEach((one) => one.setAttribute("aria-selected", String(one === option)));
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };
  // What is shown of a state: to everyone when nothing was found, else only to those who hear the page.
  const say = (text, isShown = false) => { status.textContent = text; status.classList.toggle("fr-sr-only", !isShown); };
  // Only what says every word typed is taken by Enter: something that merely resembles it is chosen on purpose.
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const isSaid = (option, typed) => fold(typed).split(/\s+/).every((word) => fold(option.textContent).includes(word));
  const search = async () => {
    const typed = input.value.trim();
    if (typed.length < 2) { close(); say(""); return; }
    const body = new URLSearchParams({ q: typed, list: list.id, csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
    let html = "";
    try {
      const response = await fetch(box.dataset.url, { method: "POST", body });
      if (!response.ok) throw new Error(String(response.status));
      html = await response.text();
    } catch { say(box.dataset.failed, true); close(); return; }
    if (input.value.trim() !== typed) return;
    list.innerHTML = html;
    const found = options();
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    say(found.length ? `${found.length} ${box.dataset.found}` : box.dataset.none, found.length === 0);
    if (found.length && isSaid(found[0], typed)) select(found[0]);
    else input.removeAttribute("aria-activedescendant");
  };

  // --- a finding is added as present: in its place among the common ones, or in the list of its own
  const rowOf = (code) => form.querySelector(`[data-finding="${CSS.escape(code)}"]`);
  const drawn = (code, label) => {
    const row = document.getElementById("line-blank").content.firstElementChild.cloneNode(true);
    row.dataset.finding = code;
    row.querySelector("legend").textContent = label;
    for (const radio of row.querySelectorAll("input")) {
      radio.name = `s.${code}`;
      radio.id = `f-${code}-${radio.value || "unsaid"}`;
      radio.nextElementSibling.htmlFor = radio.id;
    }
    document.getElementById("added").append(row);
    return row;
  };
  const take = (option) => {
    const { code, label } = option.dataset;
    const row = rowOf(code) ?? drawn(code, label);
    row.closest("details")?.setAttribute("open", "");
    row.querySelector("[value=observed]").checked = true;
    input.value = "";
    close();
    say(`${label} ${box.dataset.taken}`);
    input.focus();
  };

  let waiting = 0;
  input.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(search, 180); });
  input.addEventListener("keydown", (event) => {
    const all = options(), here = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) { search(); return; }
      const first = here < 0 && event.key === "ArrowUp" ? 0 : here; // none chosen yet: up leads to the last
      select(all[(first + (event.key === "ArrowDown" ? 1 : -1) + all.length) % all.length]);
    } else if (event.key === "Enter") { // never sends the page: a word half typed is no answer
      event.preventDefault();
      if (!list.hidden && here >= 0) take(all[here]);
    } else if (event.key === "Escape") close();
  });
  list.addEventListener("click", (event) => { const option = event.target.closest("[role=option]"); if (option) take(option); });
  document.addEventListener("click", (event) => { if (!box.contains(event.target)) close(); });
  box.addEventListener("focusout", (event) => { if (!box.contains(event.relatedTarget)) setTimeout(close, 150); });
})();
