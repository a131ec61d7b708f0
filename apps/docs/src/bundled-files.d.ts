/** What Vite makes of imports that are no code. */
declare module '*.bin?url' {
  const url: string;
  export default url;
}
declare module '*.css';
