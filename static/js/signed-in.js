// Tells the windows that were waiting for this sign-in that they can save.
new BroadcastChannel("signed-in").postMessage("");
