import type { JSX } from "solid-js";

/** What to do about a host that does not let other sites read its archives. */
export function SilentHostAdvice(props: { host: string; url: string }): JSX.Element {
  return (
    <div class="store-advice">
      <p>{props.host} does not let other sites read its archives. Instead, either</p>
      <ul>
        <li>
          <a href={props.url} target="_blank" rel="noopener">
            download it
          </a>{" "}
          with the browser, and drop the file on this page; or
        </li>
        <li>
          put it on a host of your own with <code class="nowrap">castore publish</code>, and mount that by its
          URL: then only what is used is fetched.
        </li>
      </ul>
    </div>
  );
}
