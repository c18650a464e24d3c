// A receipt that was just asked for goes to the printer at once; without this script the browser's own key prints it.
"use strict";

window.addEventListener("load", () => window.print());
