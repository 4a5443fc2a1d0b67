// The parts that every page of Sallyport's web interfaces is built from.
export * from './blade.tsx';
export * from './copy.tsx';
export * from './download.ts';
export * from './focus.ts';
export * from './load.ts';
export * from './table.tsx';
export * from './theme.tsx';
