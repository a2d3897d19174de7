// Starts the GOV.UK Frontend components of a page. Every page works without it.
import { initAll } from "./govuk/govuk-frontend.min.js";

initAll();

// A page that waits for something looks again by itself: the link says after how many seconds.
const again = document.querySelector("a[data-app-again]");
if (again) {
  setTimeout(() => location.replace(again.href), Number(again.dataset.appAgain) * 1000);
}
