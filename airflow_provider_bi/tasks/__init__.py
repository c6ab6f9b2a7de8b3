"""What operators and sensors share as Airflow tasks: failing, ending and waiting."""
