/* Where the page begins. */

import { find } from "../../canvas/static/elements.js";
import { Session } from "./session.js";
import { about } from "./server.js";

about().then((study) => new Session(find(document, ".study", HTMLElement), study).welcome());
