// Whose eyes this process's memory is for.
#pragma once

namespace sallyport::app {

enum class Memory {
  ours_alone,    // no core dump, no debugger, /proc/PID for root alone: whoever else runs as our user reads no secret
  open_to_user,  // as the system has it
};

// For this process and all its threads, until the next call. Source: prctl(2), PR_SET_DUMPABLE.
void keep_memory(Memory whose);

}  // namespace sallyport::app
