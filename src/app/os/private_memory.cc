#include "app/os/private_memory.h"

#include <sys/prctl.h>

namespace sallyport::app {

void keep_memory(Memory whose) {
  ::prctl(PR_SET_DUMPABLE, whose == Memory::open_to_user ? 1UL : 0UL, 0UL, 0UL, 0UL);  // a valid argument cannot fail
}

}  // namespace sallyport::app
