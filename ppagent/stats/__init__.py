"""What repeats on screens: counted over pictures, as tables and as a chart. Behind ``ppagent stats``."""
