#include "app/startup_memory.h"

#include <link.h>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>

namespace sallyport::app {
namespace {

// Code that the loader had to write to would come back without that. Nobody builds such libraries any more.
bool is_as_in_the_file(const dl_phdr_info& object) {
  for (const ElfW(Phdr)* part = object.dlpi_phdr; part != object.dlpi_phdr + object.dlpi_phnum; ++part) {
    if (part->p_type != PT_DYNAMIC) continue;
    const auto* entry = reinterpret_cast<const ElfW(Dyn)*>(object.dlpi_addr + part->p_vaddr);
    for (; entry->d_tag != DT_NULL; ++entry)
      if (entry->d_tag == DT_TEXTREL || (entry->d_tag == DT_FLAGS && (entry->d_un.d_val & DF_TEXTREL) != 0))
        return false;
  }
  return true;
}

int release_code(dl_phdr_info* object, std::size_t, void*) {
  if (!is_as_in_the_file(*object)) return 0;
  const auto page = static_cast<ElfW(Addr)>(::sysconf(_SC_PAGESIZE));
  for (const ElfW(Phdr)* part = object->dlpi_phdr; part != object->dlpi_phdr + object->dlpi_phnum; ++part) {
    if (part->p_type != PT_LOAD || (part->p_flags & PF_X) == 0 || (part->p_flags & PF_W) != 0) continue;
    const ElfW(Addr) begin = (object->dlpi_addr + part->p_vaddr) / page * page;
    const ElfW(Addr) end = object->dlpi_addr + part->p_vaddr + part->p_memsz;
    ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);  // where it fails, the pages stay
  }
  return 0;
}

}  // namespace

void release_startup_memory() {
  ::malloc_trim(0);
  ::dl_iterate_phdr(release_code, nullptr);
}

}  // namespace sallyport::app
