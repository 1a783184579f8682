/** What the databases, locks and channels of the page's store are called. */

/** Begins the names of all of them. */
export const storeName = "tvix-playground.store";

/** The database with what is stored. @param name - as {@link storeName} */
export const castoreName = (name: string): string => `${name}.castore`;

/** The channel on which store workers tell of changes. */
export const changesName = (name: string): string => `${name}.changes`;
