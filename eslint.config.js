import js from "@eslint/js";
import globals from "globals";

export default [
  { ignores: ["app/canvas/static/vendor/"] },
  js.configs.recommended,
  {
    files: ["app/canvas/{static,site}/*.js", "app/study/static/*.js"],
    languageOptions: { globals: globals.browser },
    rules: {
      curly: ["error", "multi-line"],
      eqeqeq: "error",
      "no-shadow": "error",
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
    },
  },
];
