// The charts of a page: every <figure data-chart> is drawn from its own JSON, and its numbers stand in a table below.
import { drawAll } from "./scripts/charting.js";

drawAll(document);
