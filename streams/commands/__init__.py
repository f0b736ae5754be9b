"""One module a command of `liangpai`; heavy libraries are imported when a command runs, not before."""
