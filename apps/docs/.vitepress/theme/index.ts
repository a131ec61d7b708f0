import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme';
import RunnableCode from '../../src/runnable/RunnableCode.vue';
import TrainingStory from '../../src/story/TrainingStory.vue';
import TwoTermsStory from '../../src/story/TwoTermsStory.vue';
import './reference.css';
import './style.css';

/** The default theme with colors of its own, and the components that pages use. */
export default {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    app.component('RunnableCode', RunnableCode);
    app.component('TrainingStory', TrainingStory);
    app.component('TwoTermsStory', TwoTermsStory);
  },
} satisfies Theme;
