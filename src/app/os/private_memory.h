// Decides who may read this process's memory.
#pragma once

namespace sallyport::app {

enum class Memory {
  ours_alone,    // no core dump, no debugger, /proc/PID for root only: other processes of the user read no secret
  open_to_user,  // the system's default
};

// Applies to the whole process, until the next call. Source: prctl(2), PR_SET_DUMPABLE.
void keep_memory(Memory whose);

}  // namespace sallyport::app
