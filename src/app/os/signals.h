// Signals as events that one thread waits for. Block them before the first thread starts.
#pragma once

#include <chrono>
#include <optional>

namespace sallyport::app {

// Blocks SIGINT and SIGTERM in this thread and in all threads that start later. Ignores SIGPIPE.
void block_stop_signals();

// The same, and SIGHUP, which requests a reload.
void block_service_signals();

// Waits for a signal to stop, and returns its number. A second signal then ends the process without waiting.
int wait_for_stop_signal();

// Waits at most this long for any of the service's signals. Absent if none came. After a signal to stop, a second one
// ends the process without waiting.
std::optional<int> wait_for_service_signal(std::chrono::milliseconds at_most);

bool asks_for_reload(int signal);

}  // namespace sallyport::app
