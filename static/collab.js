// Starts the GOV.UK Frontend components of a page. Every page works without it.
import { initAll } from "./govuk/govuk-frontend.min.js";

initAll();
