// What every page needs: tell when the server does not answer, and bring back an expired session.
(() => {
  const toast = () => document.getElementById("lost-connection");
  const show = (visible) => { const box = toast(); if (box) box.hidden = !visible; };
  document.addEventListener("htmx:sendError", () => show(true));
  document.addEventListener("htmx:timeout", () => show(true));
  document.addEventListener("htmx:afterOnLoad", () => show(false));
  // A session that ended: the sign-in page is not put in the middle of the form.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!new URL(event.detail.xhr.responseURL || location.href).pathname.startsWith("/sign-in/")) return;
    event.detail.shouldSwap = false;
    const box = document.getElementById("session-ended");
    if (box) box.hidden = false;
  });
  // A form is sent once: a second click while the first is on its way would say everything twice.
  const HELD = 10000; // one that gives a file stays on its page
  const buttonsOf = (form) => form.querySelectorAll("button:not([type=button])");
  const ends = new WeakMap(); // of each form, the timer that frees it: that of a former sending would free it early
  const free = (form) => { clearTimeout(ends.get(form)); delete form.dataset.sent; buttonsOf(form).forEach((one) => one.removeAttribute("aria-disabled")); };
  const hold = (form) => {
    form.dataset.sent = "yes";
    buttonsOf(form).forEach((one) => one.setAttribute("aria-disabled", "true")); // not `disabled`: the keyboard stays there
    clearTimeout(ends.get(form));
    ends.set(form, setTimeout(free, HELD, form));
  };
  addEventListener("submit", (event) => { if (event.target.dataset.sent) { event.preventDefault(); event.stopImmediatePropagation(); } }, true);
  addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.getAttribute("method")?.toLowerCase() !== "post") return;
    hold(event.target);
    history.replaceState(history.state, "", location.href); // coming back here later asks for the page, never sends again
  });
  const isSent = (event) => event.detail.elt.matches?.("form") && event.detail.requestConfig?.triggeringEvent?.type === "submit";
  document.addEventListener("htmx:beforeRequest", (event) => { if (isSent(event)) hold(event.detail.elt); });
  document.addEventListener("htmx:afterRequest", (event) => { if (isSent(event)) free(event.detail.elt); });
  addEventListener("pageshow", (event) => { if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(free); });
  // A new page of a list: the keyboard and the eye go to its top.
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.requestConfig?.triggeringEvent?.submitter?.name !== "page") return;
    event.detail.target.focus({ preventScroll: true });
    event.detail.target.scrollIntoView({ block: "start" });
  });
  // On a phone, long side parts start folded.
  if (matchMedia("(max-width: 61.99em)").matches) document.querySelectorAll("details[data-fold-small]").forEach((one) => { one.open = false; });
  // A click on a problem puts the keyboard in the field it speaks of.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-focus]");
    if (!link) return;
    const target = document.getElementById(link.getAttribute("href").slice(1));
    const field = target && (target.matches("input,select,textarea,button") ? target : target.querySelector("input:not([type=hidden]),select,textarea,button"));
    if (field) { event.preventDefault(); target.scrollIntoView({ block: "center" }); field.focus({ preventScroll: true }); }
  });
})();
