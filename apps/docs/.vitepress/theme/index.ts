import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme';
import { defineAsyncComponent } from 'vue';
import TrainingStory from '../../src/story/TrainingStory.vue';
import TwoTermsStory from '../../src/story/TwoTermsStory.vue';
import './reference.css';
import './style.css';

/** On guides alone; the first page is light without it. */
const RunnableCode = defineAsyncComponent(() => import('../../src/runnable/RunnableCode.vue'));

/** The default theme with colors of its own, and the components that pages use. */
export default {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    app.component('RunnableCode', RunnableCode);
    app.component('TrainingStory', TrainingStory);
    app.component('TwoTermsStory', TwoTermsStory);
  },
} satisfies Theme;
