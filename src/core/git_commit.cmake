# Writes OUTPUT with the commit of the repository at SOURCE_DIR, or "unknown" outside git (a tarball, or a
# repository that only surrounds the source). Runs at every build; touches OUTPUT only when the commit changed.
set(commit "unknown")
find_program(GIT_PROGRAM git)
if(GIT_PROGRAM)
  # No optional locks: a build must not disturb a git command that runs beside it.
  set(git ${GIT_PROGRAM} --no-optional-locks -C ${SOURCE_DIR})
  execute_process(COMMAND ${git} rev-parse --show-toplevel OUTPUT_VARIABLE top
                  ERROR_QUIET RESULT_VARIABLE failed OUTPUT_STRIP_TRAILING_WHITESPACE)
  get_filename_component(source_dir "${SOURCE_DIR}" REALPATH)
  if(NOT failed AND top STREQUAL source_dir)
    execute_process(COMMAND ${git} rev-parse HEAD OUTPUT_VARIABLE head ERROR_QUIET RESULT_VARIABLE failed
                    OUTPUT_STRIP_TRAILING_WHITESPACE)
    if(NOT failed AND head MATCHES "^[0-9a-f]+$")
      set(commit "${head}")
      execute_process(COMMAND ${git} status --porcelain --untracked-files=no OUTPUT_VARIABLE changes
                      ERROR_QUIET)
      if(changes)
        string(APPEND commit "-dirty")
      endif()
    endif()
  endif()
endif()
file(CONFIGURE OUTPUT ${OUTPUT} CONTENT "#define AFFEKT_GIT_COMMIT \"${commit}\"\n")
