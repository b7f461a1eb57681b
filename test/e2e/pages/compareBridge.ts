/** Runs inside the browser in the place of VS Code: hands the compare page's messages to the host in the test's process. */
import '../../../webview/policy.ts';
import { decode, encode } from './compareWire.ts';

declare global {
  interface Window {
    /** Host to page. */
    cairnHear: (text: string) => void;
    /** Page to host; put here by the test. */
    cairnPost: (text: string) => Promise<void>;
  }
}

window.cairnHear = (text) => window.postMessage(decode(text));
window.acquireVsCodeApi = () => ({
  postMessage: (message: unknown) => {
    void window.cairnPost(encode(message));
  },
  getState: (): unknown => JSON.parse(sessionStorage.getItem('state') ?? 'null'),
  setState: (state: unknown) => sessionStorage.setItem('state', JSON.stringify(state)),
});
