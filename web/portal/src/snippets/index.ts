// The table of snippets. To add one, add a row to one of its two parts.
import { kGatewaySnippets } from './gateways.ts';
import { kLibrarySnippets } from './libraries.ts';
import type { Snippet } from './input.ts';
import type { Platform } from '../rules/registration.ts';

export const kSnippets: readonly Snippet[] = [...kGatewaySnippets, ...kLibrarySnippets];
export const snippetsFor = (platform: Platform): readonly Snippet[] => kSnippets.filter((snippet) => snippet.platforms.includes(platform));
export { inputOf, type Snippet, type SnippetInput } from './input.ts';
