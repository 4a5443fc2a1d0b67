// Writes to the person at the terminal. Nothing here throws: if standard error is a file on a full disk, the gateway
// must still sign people in. Any thread may call these functions; lines of two threads may interleave.
#pragma once

#include <string_view>

namespace sallyport::app {

// Writes the text to standard output. Errors are kept for said_all(), which the program calls once, at its end.
void say(std::string_view text);

// Writes the text to standard error. If that fails, the text is lost, because there is no other place to report it.
void complain(std::string_view text);

// Flushes standard output, also that of std::cout. False if any of it was lost, for example on a full disk. A command
// must not report success then.
bool said_all();

}  // namespace sallyport::app
