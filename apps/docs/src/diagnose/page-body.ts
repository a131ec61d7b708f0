/** What stands on a page of @plumbline/report below its title. */
export function pageBody(html: string): string {
  const page = new DOMParser().parseFromString(html, 'text/html');
  const parts = page.querySelectorAll('header > :not(h1), main > section');
  return [...parts].map(({ outerHTML }) => outerHTML).join('\n');
}
