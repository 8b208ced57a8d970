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

  // What is shown of a state: to everyone when nothing was found, else only to those who hear the page.
  const say = (_box, text, isShown = false) => { status.textContent = text; status.classList.toggle("fr-sr-only", !isShown); };
  const ask = async (_box, typed) => {
    const body = new URLSearchParams({ q: typed, list: list.id, csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
    try {
      const response = await fetch(box.dataset.url, { method: "POST", body });
      if (!response.ok) throw new Error(String(response.status));
      return await response.text();
    } catch { say(box, box.dataset.failed, true); return null; }
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
  const take = (_box, option) => {
    const { code, label } = option.dataset;
    const row = rowOf(code) ?? drawn(code, label);
    row.closest("details")?.setAttribute("open", "");
    row.querySelector("[value=observed]").checked = true;
    input.value = "";
    say(box, `${label} ${box.dataset.taken}`);
    input.focus();
  };
  window.orpheeComboboxes("[data-search]", { ask, say, take });
})();
