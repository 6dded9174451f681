// The start of every page: each module finds its own elements by data attributes and works on swapped pieces too.
import { startBoards } from "./boards.js";
import { startCharts } from "./charts.js";
import { startChoosing } from "./choosing.js";
import { startCopying } from "./copying.js";
import { startConfirm, startDialogs } from "./dialogs.js";
import { startDrops } from "./drops.js";
import { startForms } from "./forms.js";
import { showHere, showNewest } from "./here.js";
import { startHtmx } from "./htmx.js";
import { focusInPlace, startInPlace } from "./in-place.js";
import { startInserting } from "./inserting.js";
import { startKeys } from "./keys.js";
import { refreshLists, startLists } from "./lists.js";
import { startMenus } from "./menus.js";
import { startMoving } from "./moving.js";
import { startPrinting } from "./printing.js";
import { focusQueue, startQueue } from "./queue.js";
import { startSearch } from "./search.js";
import { startShortcuts } from "./shortcuts.js";
import { startTheme } from "./theme.js";
import { startToasts } from "./toasts.js";
import { startPasting, startUploads } from "./uploads.js";
import { startZones } from "./zones.js";

const onPiece = [
  startBoards,
  startCharts,
  startChoosing,
  startDrops,
  startMoving,
  startUploads,
  startKeys,
  refreshLists,
  showHere,
  showNewest,
  focusInPlace,
  focusQueue,
];

startHtmx((piece) => onPiece.forEach((start) => start(piece)));
startTheme();
startMenus();
startPrinting();
startDialogs();
startConfirm();
startCopying();
startForms();
startInPlace();
startInserting();
startLists();
startQueue();
startSearch();
startShortcuts();
startToasts();
startPasting();
startZones();
onPiece.forEach((start) => start(document));
