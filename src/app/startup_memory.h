// What starting has cost in memory, and running does not need.
#pragma once

namespace sallyport::app {

// Unmaps the pages of program code, this program's and its libraries', that were read so far, and gives free heap back.
// Code that is run again is mapped again from the page cache, some pages at a time; what only the start needed is not.
// For once, when all is set up. Source: madvise(2), MADV_DONTNEED; malloc_trim(3).
void release_startup_memory();

}  // namespace sallyport::app
