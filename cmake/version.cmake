# Writes version.cc, which names this version and its commit. It runs with every build, but changes the file only if the
# commit changed, so that nothing else is recompiled. The same commit gives the same bytes.
#   cmake -DSOURCE=… -DNUMBER=… -DTEMPLATE=… -DOUTPUT=… -P cmake/version.cmake
set(REVISION unknown)
set(COMMIT_TIME 0)

function(ask_git result)
  execute_process(COMMAND ${CMAKE_COMMAND} -E env GIT_OPTIONAL_LOCKS=0 git -C ${SOURCE} ${ARGN}
    OUTPUT_VARIABLE said ERROR_QUIET RESULT_VARIABLE failed OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(failed)
    set(said "")
  endif()
  set(${result} "${said}" PARENT_SCOPE)
endfunction()

# A source archive that was unpacked inside another project's repository has no commit of its own, and must not report
# the other project's.
ask_git(top rev-parse --show-toplevel)
file(REAL_PATH "${SOURCE}" here)
if(top STREQUAL here)
  ask_git(revision describe --always --abbrev=40 --dirty --exclude=*)
  ask_git(commit_time show --no-patch --format=%ct HEAD)
  if(revision AND commit_time)
    set(REVISION ${revision})
    set(COMMIT_TIME ${commit_time})
  endif()
endif()
configure_file(${TEMPLATE} ${OUTPUT} @ONLY)
