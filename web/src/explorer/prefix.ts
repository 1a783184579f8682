/** What fragments that are links of the explorer begin with. */
export const linkPrefix = "#x1/";
