// Nothing typed is lost: kept on the server every few seconds and on leaving; kept here, encrypted, until it arrived.
// What is kept here can be read only by the page of the same signed-in person: the server gives the key to that page.
(() => {
  "use strict";
  const form = document.querySelector("form[data-form][data-draft]");
  if (!form) return;
  const keeps = form.hasAttribute("data-autosave");
  const typist = form.dataset.as;
  const address = new URL(form.dataset.draft, location.href);
  const prefix = `orphee:${typist}:${address.pathname}`;
  const place = `${prefix}${address.search}`;
  const session = [...crypto.getRandomValues(new Uint8Array(6))].map((one) => one.toString(16).padStart(2, "0")).join("");
  const AFTER_CHANGE = 150, AFTER_TYPING = 1500, AT_LATEST = 4000, KEPT_HERE_AFTER = 300, GIVEN_UP = 15000, LONGEST_WAIT = 30000, PAUSE = 30000;
  let version = 0, arrived = 0, base = form.dataset.typed || "", trouble = "", wait = 1000, leaving = false;
  let timer = 0, hereTimer = 0, firstUnsent = 0, lastEdit = 0, active = 0, busy = Promise.resolve(true);

  const field = (name) => form.elements.namedItem(name);
  const isDirty = () => version > arrived;
  const cookie = (name) => document.cookie.split("; ").find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
  const token = () => cookie("csrftoken") || form.querySelector("[name=csrfmiddlewaretoken]").value;
  const box = document.getElementById("save-state");
  const say = (text, kind = "") => {
    const line = Object.assign(document.createElement("span"), { textContent: text, className: kind });
    box.replaceChildren(line);
    return line;
  };

  // --- kept here, encrypted
  const hasCrypto = Boolean(window.crypto?.subtle && form.dataset.key);
  const keyBytes = () => new Uint8Array(form.dataset.key.match(/../g).map((pair) => parseInt(pair, 16)));
  const key = hasCrypto ? crypto.subtle.importKey("raw", keyBytes(), "AES-GCM", false, ["encrypt", "decrypt"]) : null;
  delete form.dataset.key;
  const toText = (bytes) => btoa(Array.from(new Uint8Array(bytes), (one) => String.fromCharCode(one)).join(""));
  const toBytes = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  const pairs = () => [...new FormData(form)].filter(([, value]) => typeof value === "string");
  const keepHere = async () => {
    if (!keeps || !key || !isDirty()) return;
    const now = version, iv = crypto.getRandomValues(new Uint8Array(12));
    const copy = JSON.stringify({ pairs: pairs(), base, nonce: `${session}.${now}`, draft: form.dataset.draft });
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key, new TextEncoder().encode(copy));
    if (arrived >= now || leaving) return;
    try { localStorage.setItem(place, JSON.stringify({ iv: toText(iv), sealed: toText(sealed) })); } catch { /* full or forbidden: the page still holds it */ }
  };
  const readHere = async (name) => {
    try {
      const { iv, sealed } = JSON.parse(localStorage.getItem(name));
      const opened = await crypto.subtle.decrypt({ name: "AES-GCM", iv: toBytes(iv) }, await key, toBytes(sealed));
      return JSON.parse(new TextDecoder().decode(opened));
    } catch { localStorage.removeItem(name); return null; }
  };
  const forget = () => { try { localStorage.removeItem(place); } catch { /* nothing was kept */ } };

  // --- sent
  const isSignIn = (response) => response.redirected && new URL(response.url).pathname.startsWith("/sign-in/");
  const verdict = (response) => {
    if (isSignIn(response) || response.status === 401 || response.status === 403) return "out";
    if (response.status === 409) return "else";
    if (response.status === 400 || response.status === 404 || response.status === 413) return "gone";
    return response.ok ? "" : "lost";
  };
  const post = async (url, said, keepalive = false) => {
    const body = new URLSearchParams(said);
    body.set("csrfmiddlewaretoken", token());
    try {
      const response = await fetch(url, { method: "POST", body, keepalive, signal: AbortSignal.timeout(GIVEN_UP), headers: { "X-Requested-With": "fetch" } });
      const wrong = verdict(response);
      return { wrong, said: wrong ? null : await response.json() };
    } catch { return { wrong: "lost", said: null }; }
  };
  const send = async () => {
    const now = version, nonce = `${session}.${now}`, worked = active;
    field("_typed").value = nonce;
    field("_active").value = String(Math.round(worked));
    const { wrong, said } = await post(form.dataset.draft, pairs());
    if (wrong) { await stumble(wrong); return false; }
    active -= worked;
    arrived = Math.max(arrived, now);
    base = nonce;
    trouble = ""; wait = 1000;
    show(said);
    if (isDirty()) schedule(AFTER_TYPING); else { forget(); firstUnsent = 0; }
    return true;
  };
  const flush = () => { clearTimeout(timer); busy = busy.then(() => (isDirty() ? send() : true)); return busy; };
  const schedule = (delay) => {
    clearTimeout(timer);
    const left = firstUnsent ? Math.max(0, firstUnsent + AT_LATEST - Date.now()) : AT_LATEST;
    timer = setTimeout(flush, trouble ? delay : Math.min(delay, left));
  };
  const stumble = async (wrong) => {
    trouble = wrong;
    await keepHere();
    const words = { lost: form.dataset.sayLost, out: form.dataset.sayOut, else: form.dataset.sayElse, gone: form.dataset.sayGone };
    const line = say(words[wrong], "o-warning-text");
    if (wrong === "out" || wrong === "else") {
      const link = document.querySelector("#session-ended a")?.cloneNode(true);
      if (link) line.append(" ", link);
    }
    if (wrong === "gone") return;
    wait = Math.min(wait * 2, LONGEST_WAIT);
    clearTimeout(timer);
    timer = setTimeout(flush, wait);
  };
  const tryNow = () => { if (trouble && trouble !== "gone" && isDirty()) { wait = 1000; flush(); } };
  window.addEventListener("online", tryNow);
  window.addEventListener("focus", tryNow);

  // --- what the server answers: which questions are put, what was computed, who else is here
  const show = (said) => {
    box.innerHTML = said.state; // made by the server's template, escaped there
    const put = (name, visible) => document.querySelectorAll(`[data-field="${CSS.escape(name)}"]`).forEach((one) => { one.hidden = !visible; });
    said.shown.forEach((name) => put(name, true));
    said.hidden.forEach((name) => put(name, false));
    for (const [name, value] of Object.entries(said.computed)) {
      const output = form.querySelector(`[data-computed="${CSS.escape(name)}"]`);
      if (output && output.textContent !== value) output.textContent = value || output.dataset.none;
    }
    const others = document.getElementById("also-here");
    const lines = said.also_here.map((name) => `${name} ${others.dataset.said}`);
    if (lines.join() !== [...others.children].map((one) => one.textContent.trim()).join()) {
      others.replaceChildren(...lines.map((text) => Object.assign(document.createElement("p"), { className: "o-banner", textContent: text })));
    }
  };

  // --- typing
  const edited = (delay) => {
    if (!keeps) return;
    const now = Date.now();
    active += lastEdit ? Math.min(now - lastEdit, PAUSE) / 1000 : 1;
    lastEdit = now;
    version += 1;
    firstUnsent ||= now;
    clearTimeout(hereTimer);
    hereTimer = setTimeout(keepHere, KEPT_HERE_AFTER);
    if (!trouble) schedule(delay);
  };
  const isOurs = (event) => event.target.closest?.("form") === form || event.target === document.body;
  document.addEventListener("input", (event) => { if (isOurs(event) && event.target.type !== "file") edited(AFTER_TYPING); });
  document.addEventListener("change", (event) => { if (isOurs(event) && event.target.type !== "file") edited(AFTER_CHANGE); });
  document.body.addEventListener("answersTaken", () => edited(AFTER_CHANGE));

  // --- leaving
  const goodbye = () => {
    if (!keeps || leaving || !isDirty() || trouble) return;
    field("_typed").value = `${session}.${version}`;
    field("_active").value = String(Math.round(active));
    const body = new URLSearchParams(pairs());
    body.set("csrfmiddlewaretoken", token());
    navigator.sendBeacon(form.dataset.draft, body);
  };
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") goodbye(); });
  window.addEventListener("pagehide", goodbye);
  window.addEventListener("beforeunload", (event) => { if (!leaving && isDirty() && trouble && !key) event.preventDefault(); });
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-leave]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !isDirty()) return;
    event.preventDefault();
    if (await flush()) location.assign(link.href);
  });

  // --- sending the form: only once the server is known to be there, and the same person signed in
  const ask = async () => {
    try {
      const response = await fetch(form.dataset.session, { signal: AbortSignal.timeout(GIVEN_UP) });
      const wrong = verdict(response);
      if (wrong) return wrong;
      return (await response.json()).as === typist ? "" : "else";
    } catch { return "lost"; }
  };
  const isReady = async () => {
    if (keeps && isDirty()) return flush();
    const wrong = await ask();
    if (wrong && keeps) await stumble(wrong);
    else if (wrong) document.getElementById(wrong === "lost" ? "lost-connection" : "session-ended").hidden = false;
    return !wrong;
  };
  let confirmed = false, asking = false;
  window.addEventListener("pageshow", (event) => { if (event.persisted) confirmed = leaving = false; });
  form.addEventListener("submit", async (event) => {
    if (confirmed) return;
    event.preventDefault();
    if (asking) return; // a second click while the first asks
    asking = true;
    const button = event.submitter, isThere = await isReady();
    asking = false;
    if (!isThere) return;
    confirmed = leaving = true;
    field("csrfmiddlewaretoken").value = token();
    forget();
    form.requestSubmit(button);
  });
  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = token();
    if ("csrfmiddlewaretoken" in event.detail.parameters) event.detail.parameters.csrfmiddlewaretoken = token();
  });
  document.addEventListener("htmx:beforeRequest", (event) => { if (event.target.matches?.("[data-take-all]")) { clearTimeout(timer); leaving = true; } });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!event.target.matches?.("[data-take-all]")) return;
    if (event.detail.successful) forget(); else leaving = false;
  });

  // --- keys
  const press = (selector) => { const button = form.querySelector(selector); if (button) button.click(); return Boolean(button); };
  document.addEventListener("keydown", (event) => {
    const used = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s" ? press("[data-save-draft]") || press("[data-save]")
      : event.altKey && event.key === "ArrowRight" ? press("[data-section-after]")
      : event.altKey && event.key === "ArrowLeft" ? press("[data-section-before]") : false;
    if (used) event.preventDefault();
  });

  // --- coming back
  const [ours, ourNumber] = base.split(".");
  const hasArrived = (copy) => { const [its, number] = copy.nonce.split("."); return its === ours && Number(ourNumber) >= Number(number); };
  const follows = (copy) => copy.base === base || copy.nonce.split(".")[0] === ours;
  const putBack = async (name, copy) => {
    const said = copy.pairs.filter(([one]) => one !== "_typed" && one !== "_as").concat([["_typed", copy.nonce], ["_as", typist]]);
    const { wrong } = await post(copy.draft, said);
    if (!wrong) localStorage.removeItem(name);
    return !wrong;
  };
  const showAgain = () => { leaving = true; sessionStorage.setItem("orphee:back", "yes"); location.reload(); };
  const offer = (name, copy) => {
    const banner = document.getElementById("unsent").content.firstElementChild.cloneNode(true);
    form.before(banner);
    banner.querySelector("[data-unsent-back]").addEventListener("click", async () => { if (await putBack(name, copy)) showAgain(); else say(form.dataset.sayLost, "o-warning-text"); });
    banner.querySelector("[data-unsent-drop]").addEventListener("click", () => { localStorage.removeItem(name); banner.remove(); });
  };
  const comeBack = async () => {
    if (!keeps || !key) return;
    let isBack = false;
    for (const name of Object.keys(localStorage).filter((one) => one.startsWith(prefix))) {
      const copy = await readHere(name);
      if (!copy || hasArrived(copy)) localStorage.removeItem(name);
      else if (follows(copy)) isBack = (await putBack(name, copy)) || isBack;
      else offer(name, copy);
    }
    if (isBack) showAgain();
  };
  if (sessionStorage.getItem("orphee:back")) {
    sessionStorage.removeItem("orphee:back");
    if (keeps) say(form.dataset.sayBack);
  }
  comeBack();

  // A problem of another section led here: the keyboard goes to its question.
  const target = location.hash.startsWith("#item-") && document.getElementById(location.hash.slice(1));
  if (target) (target.matches("input,select,textarea") ? target : target.querySelector("input:not([type=hidden]),select,textarea"))?.focus();
})();
