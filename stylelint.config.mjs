// The standard rules, except where they would change what a reader's browser does.
export default {
  extends: "stylelint-config-standard",
  rules: {
    // Block, element and modifier as Wagtail's admin writes them; a modifier may be the value of a state ("out_of_date").
    "selector-class-pattern": "^[a-z][a-z0-9]*(?:(?:-{1,2}|_{1,2})[a-z0-9]+)*$",
    // "(width >= 56rem)" is unknown to phones that are still in use.
    "media-feature-range-notation": "prefix",
    // iPhones know the property only by this name.
    "property-no-vendor-prefix": [true, { ignoreProperties: ["text-size-adjust"] }],
    // Rules are in the order of the page that they describe, not of their specificity.
    "no-descending-specificity": null,
  },
};
