// Brings the page of a run up to date while it works. Without scripts the page reloads itself instead.
"use strict";

(() => {
  const live = document.getElementById("live");
  const stale = document.getElementById("stale");
  const every = 1500;
  const patience = 20000;

  async function look() {
    try {
      const options = { credentials: "same-origin", redirect: "error", signal: AbortSignal.timeout(patience) };
      const answer = await fetch(live.dataset.source, options);
      if (!answer.ok) {
        throw new Error(answer.statusText);
      }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      renew(live.firstElementChild, page.body.firstElementChild);
      stale.hidden = true;
    } catch {
      // The next look may find the site again, or somebody who has signed in anew.
      stale.hidden = false;
    }
    if (live.querySelector("[data-active]")) {
      setTimeout(look, every);
    }
  }

  // Makes `element` like `wanted` and leaves in place what stays: a press that is under way, the focus, a selected text
  // and the place that one has scrolled to hang on the elements themselves.
  function renew(element, wanted) {
    renewAttributes(element, wanted);
    let place = element.firstChild;
    for (const child of [...wanted.childNodes]) {
      const same = findSame(place, child);
      if (!same) {
        element.insertBefore(child, place);
        continue;
      }
      removeUntil(place, same);
      place = same.nextSibling;
      if (same.nodeType === Node.ELEMENT_NODE) {
        renew(same, child);
      } else if (same.data !== child.data) {
        same.data = child.data;
      }
    }
    removeUntil(place, null);
  }

  function renewAttributes(element, wanted) {
    for (const { name } of [...element.attributes]) {
      // Whether details are open is up to the reader.
      if (name !== "open" && !wanted.hasAttribute(name)) {
        element.removeAttribute(name);
      }
    }
    for (const { name, value } of wanted.attributes) {
      if (name !== "open" && element.getAttribute(name) !== value) {
        element.setAttribute(name, value);
      }
    }
  }

  // What stands for `child` at `place` or behind it. Elements that come and go among their like carry an id.
  function findSame(place, child) {
    if (child.nodeType !== Node.ELEMENT_NODE) {
      return place?.nodeType === child.nodeType ? place : null;
    }
    let same = place;
    while (same && !(same.nodeName === child.nodeName && same.id === child.id)) {
      same = same.nextSibling;
    }
    return same;
  }

  function removeUntil(place, end) {
    while (place !== end) {
      const next = place.nextSibling;
      place.remove();
      place = next;
    }
  }

  setTimeout(look, 1000);
})();
