import "./styles.css";
import { render } from "preact";
import { Shell } from "./panels/shell/Shell";
import { start } from "./state/live";
import { startTitle } from "./state/notify";
import { followLinks } from "./state/route";
import { startTheme } from "./ui/theme";
import { failure } from "./panels/shell/failure";
import { sentence } from "./api/error";

startTheme();
followLinks();
startTitle();
const place = document.getElementById("app");
if (place) render(<Shell />, place);
start().catch((error: unknown) => {
  failure.value = sentence(error);
});
