// Stop signals as an event that one thread waits for. Block them before the first thread starts.
#pragma once

namespace sallyport::app {

// SIGINT, SIGTERM (and SIGPIPE ignored) in this and every later thread.
void block_stop_signals();

// Gives the number of the signal that came.
int wait_for_stop_signal();

}  // namespace sallyport::app
