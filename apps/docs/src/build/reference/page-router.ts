import type { Reflection } from 'typedoc';
import { MemberRouter } from 'typedoc-plugin-markdown';

/** A page a name, in folders by package and kind: `tensor/functions/zeros.md`. */
export class PageRouter extends MemberRouter {
  override getIdealBaseName(reflection: Reflection): string {
    const name = super.getIdealBaseName(reflection);
    // VitePress takes `Index.md` for the page of its folder.
    return name.endsWith('/Index') ? `${name}-type` : name;
  }
}
