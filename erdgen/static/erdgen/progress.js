// Brings the page of a run up to date while it works. Without scripts the page reloads itself instead.
"use strict";

(() => {
  const live = document.getElementById("live");
  let shown = "";

  async function look() {
    try {
      const answer = await fetch(live.dataset.source, { credentials: "same-origin", redirect: "error" });
      if (answer.ok) {
        const page = await answer.text();
        if (page !== shown) {
          shown = page;
          replace(page);
        }
      }
    } catch {
      // The site does not answer just now; the next look may find it again.
    }
    if (live.querySelector("[data-active]")) {
      setTimeout(look, 1500);
    }
  }

  function replace(page) {
    const open = [...live.querySelectorAll("details")].map((part) => part.open);
    const fragment = new DOMParser().parseFromString(page, "text/html");
    live.replaceChildren(...fragment.body.childNodes);
    live.querySelectorAll("details").forEach((part, place) => { part.open = open[place] ?? part.open; });
  }

  setTimeout(look, 1000);
})();
