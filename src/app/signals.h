// Signals as events that one thread waits for. Block them before the first thread starts.
#pragma once

#include <chrono>
#include <optional>

namespace sallyport::app {

// SIGINT, SIGTERM (and SIGPIPE ignored) in this and every later thread.
void block_stop_signals();

// The same, and SIGHUP, which asks for a reload.
void block_service_signals();

// Gives the number of the signal that came. From then on a second one ends the process at once.
int wait_for_stop_signal();

// Any of the service's signals; absent: none in this time. A signal to stop as above.
std::optional<int> wait_for_service_signal(std::chrono::milliseconds at_most);

bool asks_for_reload(int signal);

}  // namespace sallyport::app
