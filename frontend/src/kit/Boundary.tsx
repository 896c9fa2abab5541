import { Component, type ReactNode } from 'react';

import { ErrorCard } from './ErrorCard.tsx';

type Props = { children: ReactNode; fallback?: ReactNode; resetKey?: string };
type State = { error: Error | null; resetKey: string | undefined };

/** Keeps a drawing error inside its block; a new `resetKey` (another span, another page) tries again. */
export class Boundary extends Component<Props, State> {
  override state: State = { error: null, resetKey: this.props.resetKey };

  static getDerivedStateFromError(error: Error): Partial<State> {
    return { error };
  }

  static getDerivedStateFromProps(props: Props, state: State): Partial<State> | null {
    return props.resetKey === state.resetKey ? null : { error: null, resetKey: props.resetKey };
  }

  override render(): ReactNode {
    if (!this.state.error) return this.props.children;
    return this.props.fallback ?? <ErrorCard error={this.state.error} onRetry={() => this.setState({ error: null })} />;
  }
}
